#include "iam/users.h"

#include <algorithm>

#include "iam/paging.h"

namespace trent::iam {
namespace {

UserDetail user_in_full(const Call& call, EntityRecord user) {
  UserDetail shown = user_in_list(call, user);
  shown.boundary = shown_boundary(call, user);
  if (!tags_of(user).empty()) shown.tags = shown_tags(tags_of(user));
  return shown;
}

Result<UserDetail> root_of_account(const Call& call) {
  TRY_ASSIGN(const auto accounts, call.services.store.list_accounts());
  const auto account = std::ranges::find(accounts, call.account(), &identity::AccountRecord::id);
  if (account == accounts.end()) return fail_internally("the caller's account does not exist");
  return UserDetail{
      .user_id = call.account().str(), .arn = call.caller.arn, .create_date = account->created};
}

std::unexpected<Error> in_use(std::string what) {
  return fail(ErrorCode::InvalidState, "Cannot delete entity, must " + std::move(what) + " first.");
}

}  // namespace

UserDetail user_in_list(const Call& call, const EntityRecord& user) {
  return {.path = user.path,
          .user_name = user.name,
          .user_id = user.id,
          .arn = arn_of(call, user),
          .create_date = user.created};
}

Result<UserResponse> create_user(const Call& call, const CreateUserRequest& request) {
  EntityRecord user{
      .ref = {.kind = EntityKind::User}, .name = request.name, .path = request.path.value_or("/")};
  identity::User details;
  TRY_ASSIGN(details.tags, new_tags(request.tags));
  if (request.boundary) {
    TRY_ASSIGN(details.permissions.boundary, attachable(call, *request.boundary));
  }
  const std::optional<std::string> boundary = details.permissions.boundary;
  user.details = std::move(details);
  TRY_ASSIGN(const EntityRecord made,
             create(call, std::move(user), [&](storage::Batch& batch) -> Result<void> {
               if (!boundary) return {};
               return count_use(call, *boundary, {.boundary_uses = 1}, batch);
             }));
  return UserResponse{user_in_full(call, made)};
}

Result<UserResponse> get_user(const Call& call, const GetUserRequest& request) {
  if (!request.name && call.caller.type == identity::PrincipalType::AccountRoot) {
    TRY_ASSIGN(UserDetail root, root_of_account(call));
    return UserResponse{std::move(root)};
  }
  TRY_ASSIGN(const std::string user_name, user_name_or_own(call, request.name));
  TRY_ASSIGN(const EntityPtr user, find(call, EntityKind::User, user_name));
  return UserResponse{user_in_full(call, *user)};
}

Result<wire::NoOutput> update_user(const Call& call, const UpdateUserRequest& request) {
  TRY(change(call, EntityKind::User, request.name,
             [&](EntityRecord& user, storage::Batch& batch) -> Result<void> {
               if (request.new_path) user.path = *request.new_path;
               if (!request.new_name) return {};
               return rename(call, user, *request.new_name, batch);
             }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> delete_user(const Call& call, const Named<EntityKind::User>& request) {
  TRY(remove(call, EntityKind::User, request.name,
             [&](const EntityRecord& user, storage::Batch& batch) -> Result<void> {
               const auto& details = std::get<identity::User>(user.details);
               TRY_ASSIGN(const auto access_keys,
                          call.services.store.list_access_keys_of(call.account(), user.id));
               if (!access_keys.empty()) return in_use("delete access keys");
               if (!details.groups.empty()) return in_use("remove users from group");
               if (!details.permissions.attached.empty()) return in_use("detach all policies");
               if (!details.permissions.inline_policies.empty()) return in_use("delete policies");
               if (!details.permissions.boundary) return {};
               return count_use(call, *details.permissions.boundary, {.boundary_uses = -1}, batch);
             }));
  return wire::NoOutput{};
}

Result<ListUsersResponse> list_users(const Call& call, const ListRequest& request) {
  TRY_ASSIGN(const auto page,
             page_of_entities(call, EntityKind::User, request.path_prefix, request));
  ListUsersResponse response{{page.end}, {}};
  for (const EntityPtr& user : page.items) response.users.push_back(user_in_list(call, *user));
  return response;
}

}  // namespace trent::iam
