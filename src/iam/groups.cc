#include "iam/groups.h"

#include <fmt/format.h>

#include <algorithm>

#include "iam/paging.h"
#include "iam/quotas.h"

namespace trent::iam {
namespace {

GroupDetail shown(const Call& call, const EntityRecord& group) {
  return {.path = group.path,
          .group_name = group.name,
          .group_id = group.id,
          .arn = arn_of(call, group),
          .create_date = group.created};
}

std::vector<std::string>& groups_of(EntityRecord& user) {
  return std::get<identity::User>(user.details).groups;
}

bool is_in(const EntityRecord& user, const std::string& folded_group) {
  return std::ranges::count(std::get<identity::User>(user.details).groups, folded_group) > 0;
}

Result<std::vector<EntityPtr>> members(const Call& call, const EntityRecord& group) {
  TRY_ASSIGN(auto users, all(call, EntityKind::User));
  std::erase_if(users, [&](const EntityPtr& user) { return !is_in(*user, group.ref.name); });
  return users;
}

// Members know the group by its name.
Result<void> move_members(const Call& call, const EntityRecord& group, const std::string& new_name,
                          storage::Batch& batch) {
  TRY_ASSIGN(const auto users, members(call, group));
  for (const EntityPtr& user : users) {
    EntityRecord moved = *user;
    std::ranges::replace(groups_of(moved), group.ref.name, identity::folded(new_name));
    batch.emplace_back(storage::PutEntity{std::move(moved)});
  }
  return {};
}

// The group is written too: whoever deletes or renames it meanwhile has to look again.
Result<EntityPtr> touch_group(const Call& call, const std::string& name, storage::Batch& batch) {
  TRY_ASSIGN(auto group, find(call, EntityKind::Group, name));
  batch.emplace_back(storage::PutEntity{*group});
  return group;
}

}  // namespace

Result<GroupResponse> create_group(const Call& call, const CreateGroupRequest& request) {
  TRY_ASSIGN(const EntityRecord made, create(call, {.ref = {.kind = EntityKind::Group},
                                                    .name = request.name,
                                                    .path = request.path.value_or("/"),
                                                    .details = identity::Group{}}));
  return GroupResponse{shown(call, made)};
}

Result<GetGroupResponse> get_group(const Call& call, const NamedList<EntityKind::Group>& request) {
  TRY_ASSIGN(const EntityPtr group, find(call, EntityKind::Group, request.name));
  TRY_ASSIGN(auto users, members(call, *group));
  TRY_ASSIGN(const auto page,
             page_of(call, "members of " + group->id, request, std::move(users),
                     [](const EntityPtr& each) -> const std::string& { return each->ref.name; }));
  GetGroupResponse response{{page.end}, shown(call, *group), {}};
  for (const EntityPtr& user : page.items) response.users.push_back(user_in_list(call, *user));
  return response;
}

Result<wire::NoOutput> update_group(const Call& call, const UpdateGroupRequest& request) {
  TRY(change(call, EntityKind::Group, request.name,
             [&](EntityRecord& group, storage::Batch& batch) -> Result<void> {
               if (request.new_path) group.path = *request.new_path;
               if (!request.new_name) return {};
               TRY(move_members(call, group, *request.new_name, batch));
               return rename(call, group, *request.new_name, batch);
             }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> delete_group(const Call& call, const Named<EntityKind::Group>& request) {
  const auto in_use = [](std::string_view what) {
    return fail(ErrorCode::InvalidState, fmt::format("Cannot delete entity, must {} first.", what));
  };
  TRY(remove(call, EntityKind::Group, request.name,
             [&](const EntityRecord& group, storage::Batch&) -> Result<void> {
               TRY_ASSIGN(const auto users, members(call, group));
               if (!users.empty()) return in_use("remove users from group");
               const identity::Permissions& permissions = permissions_of(group);
               if (!permissions.attached.empty()) return in_use("detach all policies");
               if (!permissions.inline_policies.empty()) return in_use("delete policies");
               return {};
             }));
  return wire::NoOutput{};
}

Result<ListGroupsResponse> list_groups(const Call& call, const ListRequest& request) {
  TRY_ASSIGN(const auto page,
             page_of_entities(call, EntityKind::Group, request.path_prefix, request));
  ListGroupsResponse response{{page.end}, {}};
  for (const EntityPtr& group : page.items) response.groups.push_back(shown(call, *group));
  return response;
}

Result<wire::NoOutput> add_user_to_group(const Call& call, const MembershipRequest& request) {
  TRY_ASSIGN(const EntityPtr group, find(call, EntityKind::Group, request.name));
  TRY(change(call, EntityKind::User, request.user_name,
             [&](EntityRecord& user, storage::Batch& batch) -> Result<void> {
               if (is_in(user, group->ref.name)) return {};
               TRY(require_within(kGroupsPerUser, groups_of(user).size() + 1));
               TRY(touch_group(call, request.name, batch));
               groups_of(user).push_back(group->ref.name);
               return {};
             }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> remove_user_from_group(const Call& call, const MembershipRequest& request) {
  TRY_ASSIGN(const EntityPtr group, find(call, EntityKind::Group, request.name));
  TRY(change(call, EntityKind::User, request.user_name,
             [&](EntityRecord& user, storage::Batch&) -> Result<void> {
               std::erase(groups_of(user), group->ref.name);
               return {};
             }));
  return wire::NoOutput{};
}

Result<ListGroupsResponse> list_groups_for_user(const Call& call,
                                                const NamedList<EntityKind::User>& request) {
  TRY_ASSIGN(const EntityPtr user, find(call, EntityKind::User, request.name));
  std::vector<std::string> names = std::get<identity::User>(user->details).groups;
  std::ranges::sort(names);
  TRY_ASSIGN(const auto page,
             page_of(call, "groups of " + user->id, request, std::move(names),
                     [](const std::string& name) -> const std::string& { return name; }));
  ListGroupsResponse response{{page.end}, {}};
  for (const std::string& name : page.items) {
    TRY_ASSIGN(const EntityPtr group, find(call, EntityKind::Group, name));
    response.groups.push_back(shown(call, *group));
  }
  return response;
}

}  // namespace trent::iam
