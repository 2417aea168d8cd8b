#include "iam/roles.h"

#include <fmt/format.h>

#include "iam/paging.h"
#include "iam/policy_documents.h"
#include "iam/quotas.h"
#include "iam/trusted_principals.h"

namespace trent::iam {
namespace {

RoleDetail role_in_list(const Call& call, const EntityRecord& role) {
  const auto& details = std::get<identity::Role>(role.details);
  return {.path = role.path,
          .role_name = role.name,
          .role_id = role.id,
          .arn = arn_of(call, role),
          .create_date = role.created,
          .trust_policy = shown_document(details.trust_policy),
          .description = details.description,
          .max_session_seconds = details.max_session_seconds};
}

RoleDetail role_in_full(const Call& call, EntityRecord role) {
  RoleDetail shown = role_in_list(call, role);
  shown.boundary = shown_boundary(call, role);
  if (!tags_of(role).empty()) shown.tags = shown_tags(tags_of(role));
  return shown;
}

Result<void> require_storable(std::string_view trust_policy) {
  TRY(require_trust_policy(trust_policy));
  return require_within(kTrustPolicySize, counted_size(trust_policy));
}

}  // namespace

Result<RoleResponse> create_role(const Call& call, const CreateRoleRequest& request) {
  TRY(require_storable(request.trust_policy));
  identity::Role details{.trust_policy = request.trust_policy, .description = request.description};
  TRY_ASSIGN(details.trusted_ids, trusted_ids(call, request.trust_policy));
  details.max_session_seconds = request.max_session_seconds.value_or(details.max_session_seconds);
  TRY_ASSIGN(details.tags, new_tags(request.tags));
  if (request.boundary) {
    TRY_ASSIGN(details.permissions.boundary, attachable(call, *request.boundary));
  }
  const std::optional<std::string> boundary = details.permissions.boundary;
  EntityRecord role{.ref = {.kind = EntityKind::Role},
                    .name = request.name,
                    .path = request.path.value_or("/"),
                    .details = std::move(details)};
  TRY_ASSIGN(const EntityRecord made,
             create(call, std::move(role), [&](storage::Batch& batch) -> Result<void> {
               if (!boundary) return {};
               return count_use(call, *boundary, {.boundary_uses = 1}, batch);
             }));
  return RoleResponse{role_in_full(call, made)};
}

Result<RoleResponse> get_role(const Call& call, const Named<EntityKind::Role>& request) {
  TRY_ASSIGN(const EntityPtr role, find(call, EntityKind::Role, request.name));
  return RoleResponse{role_in_full(call, *role)};
}

Result<UpdateRoleResponse> update_role(const Call& call, const UpdateRoleRequest& request) {
  TRY(change(call, EntityKind::Role, request.name,
             [&](EntityRecord& role, storage::Batch&) -> Result<void> {
               auto& details = std::get<identity::Role>(role.details);
               if (request.description) details.description = request.description;
               if (request.max_session_seconds)
                 details.max_session_seconds = *request.max_session_seconds;
               return {};
             }));
  return UpdateRoleResponse{};
}

Result<RoleResponse> update_role_description(const Call& call,
                                             const UpdateRoleDescriptionRequest& request) {
  TRY_ASSIGN(const EntityRecord changed,
             change(call, EntityKind::Role, request.name,
                    [&](EntityRecord& role, storage::Batch&) -> Result<void> {
                      std::get<identity::Role>(role.details).description = request.description;
                      return {};
                    }));
  return RoleResponse{role_in_full(call, changed)};
}

Result<wire::NoOutput> update_assume_role_policy(const Call& call,
                                                 const UpdateAssumeRolePolicyRequest& request) {
  TRY(require_storable(request.trust_policy));
  TRY_ASSIGN(const auto ids, trusted_ids(call, request.trust_policy));
  TRY(change(call, EntityKind::Role, request.name,
             [&](EntityRecord& role, storage::Batch&) -> Result<void> {
               auto& details = std::get<identity::Role>(role.details);
               details.trust_policy = request.trust_policy;
               details.trusted_ids = ids;
               return {};
             }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> delete_role(const Call& call, const Named<EntityKind::Role>& request) {
  const auto in_use = [](std::string_view what) {
    return fail(ErrorCode::InvalidState, fmt::format("Cannot delete entity, must {} first.", what));
  };
  TRY(remove(call, EntityKind::Role, request.name,
             [&](const EntityRecord& role, storage::Batch& batch) -> Result<void> {
               const identity::Permissions& permissions = permissions_of(role);
               if (!permissions.attached.empty()) return in_use("detach all policies");
               if (!permissions.inline_policies.empty()) return in_use("delete policies");
               if (!permissions.boundary) return {};
               return count_use(call, *permissions.boundary, {.boundary_uses = -1}, batch);
             }));
  return wire::NoOutput{};
}

Result<ListRolesResponse> list_roles(const Call& call, const ListRequest& request) {
  TRY_ASSIGN(const auto page,
             page_of_entities(call, EntityKind::Role, request.path_prefix, request));
  ListRolesResponse response{{page.end}, {}};
  for (const EntityPtr& role : page.items) response.roles.push_back(role_in_list(call, *role));
  return response;
}

Result<ListInstanceProfilesResponse> list_instance_profiles_for_role(
    const Call& call, const NamedList<EntityKind::Role>& request) {
  TRY(find(call, EntityKind::Role, request.name));
  return ListInstanceProfilesResponse{};
}

}  // namespace trent::iam
