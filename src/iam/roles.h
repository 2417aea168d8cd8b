// iam/roles.h: roles and their trust policies.
#pragma once

#include "iam/model.h"

namespace trent::iam {

struct RoleDetail {
  std::string path;
  std::string role_name;
  std::string role_id;
  std::string arn;
  Timestamp create_date{};
  std::string trust_policy;
  std::optional<std::string> description;
  std::int64_t max_session_seconds = 0;
  std::optional<AttachedBoundary> boundary;
  std::optional<std::vector<Tag>> tags;  // lists show neither this nor the boundary
};

struct CreateRoleRequest {
  static constexpr EntityKind kind = EntityKind::Role;
  std::optional<std::string> path;
  std::string name;
  std::string trust_policy;
  std::optional<std::string> description;
  std::optional<std::int64_t> max_session_seconds;
  std::optional<std::string> boundary;
  std::vector<Tag> tags;
};
struct UpdateRoleRequest {
  static constexpr EntityKind kind = EntityKind::Role;
  std::string name;
  std::optional<std::string> description;
  std::optional<std::int64_t> max_session_seconds;
};
struct UpdateRoleDescriptionRequest {
  static constexpr EntityKind kind = EntityKind::Role;
  std::string name;
  std::string description;
};
struct UpdateAssumeRolePolicyRequest {
  static constexpr EntityKind kind = EntityKind::Role;
  std::string name;
  std::string trust_policy;
};
struct RoleResponse {
  RoleDetail role;
};
struct ListRolesResponse : PageEnd {
  std::vector<RoleDetail> roles;
};
struct UpdateRoleResponse {};
struct ListInstanceProfilesResponse : PageEnd {
  std::vector<std::string> profiles;  // there are none: they are EC2's
};

Result<RoleResponse> create_role(const Call& call, const CreateRoleRequest& request);
Result<RoleResponse> get_role(const Call& call, const Named<EntityKind::Role>& request);
Result<UpdateRoleResponse> update_role(const Call& call, const UpdateRoleRequest& request);
Result<RoleResponse> update_role_description(const Call& call,
                                             const UpdateRoleDescriptionRequest& request);
Result<wire::NoOutput> update_assume_role_policy(const Call& call,
                                                 const UpdateAssumeRolePolicyRequest& request);
Result<wire::NoOutput> delete_role(const Call& call, const Named<EntityKind::Role>& request);
Result<ListRolesResponse> list_roles(const Call& call, const ListRequest& request);
Result<ListInstanceProfilesResponse> list_instance_profiles_for_role(
    const Call& call, const NamedList<EntityKind::Role>& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::RoleDetail> = std::tuple{
    wire::member("Path",                     &iam::RoleDetail::path),
    wire::member("RoleName",                 &iam::RoleDetail::role_name),
    wire::member("RoleId",                   &iam::RoleDetail::role_id),
    wire::member("Arn",                      &iam::RoleDetail::arn),
    wire::member("CreateDate",               &iam::RoleDetail::create_date),
    wire::member("AssumeRolePolicyDocument", &iam::RoleDetail::trust_policy),
    wire::member("Description",              &iam::RoleDetail::description),
    wire::member("MaxSessionDuration",       &iam::RoleDetail::max_session_seconds),
    wire::member("PermissionsBoundary",      &iam::RoleDetail::boundary),
    wire::member("Tags",                     &iam::RoleDetail::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreateRoleRequest> = std::tuple{
    wire::member("Path",                     &iam::CreateRoleRequest::path, iam::kPath),
    wire::member("RoleName",                 &iam::CreateRoleRequest::name, wire::kRequired | iam::kName64),
    wire::member("AssumeRolePolicyDocument", &iam::CreateRoleRequest::trust_policy, wire::kRequired | iam::kDocument),
    wire::member("Description",              &iam::CreateRoleRequest::description, iam::kRoleDescription),
    wire::member("MaxSessionDuration",       &iam::CreateRoleRequest::max_session_seconds, iam::kSessionSeconds),
    wire::member("PermissionsBoundary",      &iam::CreateRoleRequest::boundary, iam::kArn),
    wire::member("Tags",                     &iam::CreateRoleRequest::tags, iam::kTagList),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UpdateRoleRequest> = std::tuple{
    wire::member("RoleName",           &iam::UpdateRoleRequest::name, wire::kRequired | iam::kName64),
    wire::member("Description",        &iam::UpdateRoleRequest::description, iam::kRoleDescription),
    wire::member("MaxSessionDuration", &iam::UpdateRoleRequest::max_session_seconds, iam::kSessionSeconds),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UpdateRoleDescriptionRequest> = std::tuple{
    wire::member("RoleName",    &iam::UpdateRoleDescriptionRequest::name, wire::kRequired | iam::kName64),
    wire::member("Description", &iam::UpdateRoleDescriptionRequest::description, wire::kRequired | iam::kRoleDescription),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UpdateAssumeRolePolicyRequest> = std::tuple{
    wire::member("RoleName",       &iam::UpdateAssumeRolePolicyRequest::name, wire::kRequired | iam::kName64),
    wire::member("PolicyDocument", &iam::UpdateAssumeRolePolicyRequest::trust_policy, wire::kRequired | iam::kDocument),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::RoleResponse> = std::tuple{
    wire::member("Role", &iam::RoleResponse::role),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UpdateRoleResponse> = std::tuple{};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListRolesResponse> = std::tuple_cat(std::tuple{
    wire::member("Roles", &iam::ListRolesResponse::roles)}, iam::kPageEndMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListInstanceProfilesResponse> = std::tuple_cat(std::tuple{
    wire::member("InstanceProfiles", &iam::ListInstanceProfilesResponse::profiles)}, iam::kPageEndMembers);
// clang-format on
