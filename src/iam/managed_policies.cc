#include "iam/managed_policies.h"

#include <fmt/format.h>

#include <algorithm>

#include "iam/paging.h"
#include "iam/policy_documents.h"
#include "iam/quotas.h"

namespace trent::iam {
namespace {

using identity::ManagedPolicy;
using identity::PolicyVersion;

const ManagedPolicy& details_of(const EntityRecord& policy) {
  return std::get<ManagedPolicy>(policy.details);
}
ManagedPolicy& details_of(EntityRecord& policy) { return std::get<ManagedPolicy>(policy.details); }

std::string version_id(std::int64_t number) { return fmt::format("v{}", number); }

PolicyDetail policy_in_list(const Call& call, const EntityRecord& policy) {
  const ManagedPolicy& details = details_of(policy);
  return {.policy_name = policy.name,
          .policy_id = policy.id,
          .arn = arn_of(call, policy),
          .path = policy.path,
          .default_version_id = version_id(details.default_version),
          .attachment_count = details.attachments,
          .boundary_usage_count = details.boundary_uses,
          .create_date = policy.created,
          .update_date = details.updated};
}

PolicyDetail policy_in_full(const Call& call, const EntityRecord& policy) {
  PolicyDetail shown = policy_in_list(call, policy);
  shown.description = details_of(policy).description;
  if (!details_of(policy).tags.empty()) shown.tags = shown_tags(details_of(policy).tags);
  return shown;
}

PolicyVersionDetail version_in_list(const ManagedPolicy& policy, const PolicyVersion& version) {
  return {.version_id = version_id(version.number),
          .is_default = version.number == policy.default_version,
          .create_date = version.created};
}

Result<void> require_storable(std::string_view document) {
  TRY(require_identity_policy(document));
  return require_within(kPolicySize, counted_size(document));
}

Result<std::vector<PolicyVersion>::const_iterator> find_version(
    const ManagedPolicy& policy, const PolicyVersionRequest& request) {
  const auto found = std::ranges::find(policy.versions, request.version_id,
                                       [](const PolicyVersion& v) { return version_id(v.number); });
  if (found != policy.versions.end()) return found;
  return fail(ErrorCode::NotFound,
              fmt::format("Policy {} version {} does not exist or is not attachable.", request.name,
                          request.version_id));
}

bool is_used(const EntityRecord& holder, const std::string& path_and_name,
             std::optional<PolicyUsage> usage) {
  const identity::Permissions& permissions = permissions_of(holder);
  const bool attached = std::ranges::count(permissions.attached, path_and_name) > 0;
  const bool is_boundary = permissions.boundary == path_and_name;
  return (attached && usage != PolicyUsage::PermissionsBoundary) ||
         (is_boundary && usage != PolicyUsage::PermissionsPolicy);
}

struct HolderKind {
  EntityKind kind;
  EntityFilter filter;
};
constexpr std::array kHolderKinds{HolderKind{EntityKind::Group, EntityFilter::Group},
                                  HolderKind{EntityKind::User, EntityFilter::User},
                                  HolderKind{EntityKind::Role, EntityFilter::Role}};

// Holders of different kinds may share a name.
std::string place_of(const EntityPtr& holder) {
  return fmt::format("{} {}", static_cast<int>(holder->ref.kind), holder->ref.name);
}

Result<std::vector<EntityPtr>> holders(const Call& call, const std::string& path_and_name,
                                       const ListEntitiesForPolicyRequest& request) {
  std::vector<EntityPtr> found;
  for (const auto& [kind, filter] : kHolderKinds) {
    if (request.filter && *request.filter != filter) continue;
    TRY_ASSIGN(const auto entities, all(call, kind));
    for (const EntityPtr& each : entities)
      if (each->path.starts_with(request.path_prefix.value_or("/")) &&
          is_used(*each, path_and_name, request.usage))
        found.push_back(each);
  }
  std::ranges::sort(found, {}, place_of);
  return found;
}

}  // namespace

Result<PolicyResponse> create_policy(const Call& call, const CreatePolicyRequest& request) {
  TRY(require_storable(request.document));
  ManagedPolicy details{.description = request.description,
                        .versions = {{1, request.document, call.now}},
                        .updated = call.now};
  TRY_ASSIGN(details.tags, new_tags(request.tags));
  TRY_ASSIGN(const EntityRecord made, create(call, {.ref = {.kind = EntityKind::Policy},
                                                    .name = request.policy_name,
                                                    .path = request.path.value_or("/"),
                                                    .details = std::move(details)}));
  return PolicyResponse{policy_in_full(call, made)};
}

Result<PolicyResponse> get_policy(const Call& call, const Named<EntityKind::Policy>& request) {
  TRY_ASSIGN(const EntityPtr policy, find(call, EntityKind::Policy, request.name));
  return PolicyResponse{policy_in_full(call, *policy)};
}

Result<wire::NoOutput> delete_policy(const Call& call, const Named<EntityKind::Policy>& request) {
  TRY(remove(call, EntityKind::Policy, request.name,
             [&](const EntityRecord& policy, storage::Batch&) -> Result<void> {
               const ManagedPolicy& details = details_of(policy);
               if (details.attachments > 0 || details.boundary_uses > 0)
                 return fail(ErrorCode::InvalidState,
                             "Cannot delete a policy attached to entities.");
               if (details.versions.size() > 1)
                 return fail(ErrorCode::InvalidState,
                             "This policy has more than one version. Before you delete a policy, "
                             "you must delete the policy's versions. The default version is "
                             "deleted with the policy.");
               return {};
             }));
  return wire::NoOutput{};
}

Result<ListPoliciesResponse> list_policies(const Call& call, const ListPoliciesRequest& request) {
  ListPoliciesResponse response;
  // There are no policies of AWS's own here.
  if (request.scope == PolicyScope::AWS) return response;
  TRY_ASSIGN(auto policies, all(call, EntityKind::Policy));
  std::erase_if(policies, [&](const EntityPtr& policy) {
    const ManagedPolicy& details = details_of(*policy);
    const std::int64_t uses = request.usage == PolicyUsage::PermissionsBoundary
                                  ? details.boundary_uses
                                  : details.attachments;
    return !policy->path.starts_with(request.path_prefix.value_or("/")) ||
           ((request.only_attached || request.usage) && uses == 0);
  });
  TRY_ASSIGN(const auto page,
             page_of(call, "policies", request, std::move(policies),
                     [](const EntityPtr& each) -> const std::string& { return each->ref.name; }));
  static_cast<PageEnd&>(response) = page.end;
  for (const EntityPtr& policy : page.items)
    response.policies.push_back(policy_in_list(call, *policy));
  return response;
}

Result<PolicyVersionResponse> create_policy_version(const Call& call,
                                                    const CreatePolicyVersionRequest& request) {
  TRY(require_storable(request.document));
  TRY_ASSIGN(
      const EntityRecord changed,
      change(call, EntityKind::Policy, request.name,
             [&](EntityRecord& policy, storage::Batch&) -> Result<void> {
               ManagedPolicy& details = details_of(policy);
               if (details.versions.size() >= kPolicyVersionsMax)
                 return fail(ErrorCode::LimitExceeded,
                             "A managed policy can have up to 5 versions. Before you create "
                             "a new version, you must delete an existing version.");
               details.versions.push_back({++details.last_version, request.document, call.now});
               if (request.set_as_default) details.default_version = details.last_version;
               details.updated = call.now;
               return {};
             }));
  const ManagedPolicy& details = details_of(changed);
  return PolicyVersionResponse{version_in_list(details, details.versions.back())};
}

Result<PolicyVersionResponse> get_policy_version(const Call& call,
                                                 const PolicyVersionRequest& request) {
  TRY_ASSIGN(const EntityPtr policy, find(call, EntityKind::Policy, request.name));
  TRY_ASSIGN(const auto version, find_version(details_of(*policy), request));
  PolicyVersionResponse response{version_in_list(details_of(*policy), *version)};
  response.version.document = shown_document(version->document);
  return response;
}

Result<wire::NoOutput> delete_policy_version(const Call& call,
                                             const PolicyVersionRequest& request) {
  TRY(change(call, EntityKind::Policy, request.name,
             [&](EntityRecord& policy, storage::Batch&) -> Result<void> {
               ManagedPolicy& details = details_of(policy);
               TRY_ASSIGN(const auto version, find_version(details, request));
               if (version->number == details.default_version)
                 return fail(ErrorCode::InvalidState,
                             "Cannot delete the default version of a policy.");
               details.versions.erase(version);
               return {};
             }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> set_default_policy_version(const Call& call,
                                                  const PolicyVersionRequest& request) {
  TRY(change(call, EntityKind::Policy, request.name,
             [&](EntityRecord& policy, storage::Batch&) -> Result<void> {
               ManagedPolicy& details = details_of(policy);
               TRY_ASSIGN(const auto version, find_version(details, request));
               details.default_version = version->number;
               details.updated = call.now;
               return {};
             }));
  return wire::NoOutput{};
}

// Newest first, as AWS lists them.
Result<ListPolicyVersionsResponse> list_policy_versions(
    const Call& call, const NamedList<EntityKind::Policy>& request) {
  TRY_ASSIGN(const EntityPtr policy, find(call, EntityKind::Policy, request.name));
  struct Listed {
    std::string place;
    PolicyVersionDetail detail;
  };
  std::vector<Listed> versions;
  for (const PolicyVersion& version : details_of(*policy).versions)
    versions.push_back(
        {fmt::format("{:020}", std::numeric_limits<std::int64_t>::max() - version.number),
         version_in_list(details_of(*policy), version)});
  std::ranges::sort(versions, {}, &Listed::place);
  TRY_ASSIGN(auto page,
             page_of(call, "versions of " + policy->id, request, std::move(versions),
                     [](const Listed& each) -> const std::string& { return each.place; }));
  ListPolicyVersionsResponse response{{page.end}, {}};
  for (Listed& each : page.items) response.versions.push_back(std::move(each.detail));
  return response;
}

Result<ListEntitiesForPolicyResponse> list_entities_for_policy(
    const Call& call, const ListEntitiesForPolicyRequest& request) {
  TRY_ASSIGN(const EntityPtr policy, find(call, EntityKind::Policy, request.name));
  TRY_ASSIGN(auto found, holders(call, policy->path + policy->name, request));
  TRY_ASSIGN(const auto page,
             page_of(call, "holders of " + policy->id, request, std::move(found), place_of));
  ListEntitiesForPolicyResponse response{{page.end}, {}, {}, {}};
  for (const EntityPtr& each : page.items) {
    if (each->ref.kind == EntityKind::Group) response.groups.push_back({each->name, each->id});
    if (each->ref.kind == EntityKind::User) response.users.push_back({each->name, each->id});
    if (each->ref.kind == EntityKind::Role) response.roles.push_back({each->name, each->id});
  }
  return response;
}

}  // namespace trent::iam
