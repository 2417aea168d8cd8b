// iam/users.h: users, and the groups they are in.
#pragma once

#include "iam/model.h"

namespace trent::iam {

struct UserDetail {
  std::optional<std::string> path;       // absent for the root of an account
  std::optional<std::string> user_name;  // as is this
  std::string user_id;
  std::string arn;
  Timestamp create_date{};
  std::optional<AttachedBoundary> boundary;
  std::optional<std::vector<Tag>> tags;  // lists don't show them
};

UserDetail user_in_list(const Call& call, const EntityRecord& user);

struct CreateUserRequest {
  static constexpr EntityKind kind = EntityKind::User;
  std::optional<std::string> path;
  std::string name;
  std::optional<std::string> boundary;
  std::vector<Tag> tags;
};
struct GetUserRequest {
  static constexpr EntityKind kind = EntityKind::User;
  std::optional<std::string> name;  // none: whoever asks
};
struct UpdateUserRequest {
  static constexpr EntityKind kind = EntityKind::User;
  std::string name;
  std::optional<std::string> new_path;
  std::optional<std::string> new_name;
};
struct UserResponse {
  UserDetail user;
};
struct ListUsersResponse : PageEnd {
  std::vector<UserDetail> users;
};

Result<UserResponse> create_user(const Call& call, const CreateUserRequest& request);
Result<UserResponse> get_user(const Call& call, const GetUserRequest& request);
Result<wire::NoOutput> update_user(const Call& call, const UpdateUserRequest& request);
Result<wire::NoOutput> delete_user(const Call& call, const Named<EntityKind::User>& request);
Result<ListUsersResponse> list_users(const Call& call, const ListRequest& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::UserDetail> = std::tuple{
    wire::member("Path",                &iam::UserDetail::path),
    wire::member("UserName",            &iam::UserDetail::user_name),
    wire::member("UserId",              &iam::UserDetail::user_id),
    wire::member("Arn",                 &iam::UserDetail::arn),
    wire::member("CreateDate",          &iam::UserDetail::create_date),
    wire::member("PermissionsBoundary", &iam::UserDetail::boundary),
    wire::member("Tags",                &iam::UserDetail::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreateUserRequest> = std::tuple{
    wire::member("Path",                &iam::CreateUserRequest::path, iam::kPath),
    wire::member("UserName",            &iam::CreateUserRequest::name, wire::kRequired | iam::kName64),
    wire::member("PermissionsBoundary", &iam::CreateUserRequest::boundary, iam::kArn),
    wire::member("Tags",                &iam::CreateUserRequest::tags, iam::kTagList),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetUserRequest> = std::tuple{
    wire::member("UserName", &iam::GetUserRequest::name, iam::kName128),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UpdateUserRequest> = std::tuple{
    wire::member("UserName",    &iam::UpdateUserRequest::name, wire::kRequired | iam::kName128),
    wire::member("NewPath",     &iam::UpdateUserRequest::new_path, iam::kPath),
    wire::member("NewUserName", &iam::UpdateUserRequest::new_name, iam::kName64),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UserResponse> = std::tuple{
    wire::member("User", &iam::UserResponse::user),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListUsersResponse> = std::tuple_cat(std::tuple{
    wire::member("Users", &iam::ListUsersResponse::users)}, iam::kPageEndMembers);
// clang-format on
