// iam/groups.h: groups, and who is in them.
#pragma once

#include "iam/users.h"

namespace trent::iam {

struct GroupDetail {
  std::string path;
  std::string group_name;
  std::string group_id;
  std::string arn;
  Timestamp create_date{};
};

struct CreateGroupRequest {
  static constexpr EntityKind kind = EntityKind::Group;
  std::optional<std::string> path;
  std::string name;
};
struct UpdateGroupRequest {
  static constexpr EntityKind kind = EntityKind::Group;
  std::string name;
  std::optional<std::string> new_path;
  std::optional<std::string> new_name;
};
struct MembershipRequest {
  static constexpr EntityKind kind = EntityKind::Group;
  std::string name;
  std::string user_name;
};
struct GroupResponse {
  GroupDetail group;
};
struct GetGroupResponse : PageEnd {
  GroupDetail group;
  std::vector<UserDetail> users;
};
struct ListGroupsResponse : PageEnd {
  std::vector<GroupDetail> groups;
};

Result<GroupResponse> create_group(const Call& call, const CreateGroupRequest& request);
Result<GetGroupResponse> get_group(const Call& call, const NamedList<EntityKind::Group>& request);
Result<wire::NoOutput> update_group(const Call& call, const UpdateGroupRequest& request);
Result<wire::NoOutput> delete_group(const Call& call, const Named<EntityKind::Group>& request);
Result<ListGroupsResponse> list_groups(const Call& call, const ListRequest& request);

Result<wire::NoOutput> add_user_to_group(const Call& call, const MembershipRequest& request);
Result<wire::NoOutput> remove_user_from_group(const Call& call, const MembershipRequest& request);
Result<ListGroupsResponse> list_groups_for_user(const Call& call,
                                                const NamedList<EntityKind::User>& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::GroupDetail> = std::tuple{
    wire::member("Path",       &iam::GroupDetail::path),
    wire::member("GroupName",  &iam::GroupDetail::group_name),
    wire::member("GroupId",    &iam::GroupDetail::group_id),
    wire::member("Arn",        &iam::GroupDetail::arn),
    wire::member("CreateDate", &iam::GroupDetail::create_date),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreateGroupRequest> = std::tuple{
    wire::member("Path",      &iam::CreateGroupRequest::path, iam::kPath),
    wire::member("GroupName", &iam::CreateGroupRequest::name, wire::kRequired | iam::kName128),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UpdateGroupRequest> = std::tuple{
    wire::member("GroupName",    &iam::UpdateGroupRequest::name, wire::kRequired | iam::kName128),
    wire::member("NewPath",      &iam::UpdateGroupRequest::new_path, iam::kPath),
    wire::member("NewGroupName", &iam::UpdateGroupRequest::new_name, iam::kName128),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::MembershipRequest> = std::tuple{
    wire::member("GroupName", &iam::MembershipRequest::name, wire::kRequired | iam::kName128),
    wire::member("UserName",  &iam::MembershipRequest::user_name, wire::kRequired | iam::kName128),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GroupResponse> = std::tuple{
    wire::member("Group", &iam::GroupResponse::group),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetGroupResponse> = std::tuple_cat(std::tuple{
    wire::member("Group", &iam::GetGroupResponse::group),
    wire::member("Users", &iam::GetGroupResponse::users)}, iam::kPageEndMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListGroupsResponse> = std::tuple_cat(std::tuple{
    wire::member("Groups", &iam::ListGroupsResponse::groups)}, iam::kPageEndMembers);
// clang-format on
