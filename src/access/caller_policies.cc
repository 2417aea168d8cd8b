#include "access/caller_policies.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/compiled_policies.h"
#include "identity/names.h"
#include "policy/case_folding.h"

namespace trent::access {
namespace {

using identity::EntityKind;
using identity::EntityRecord;
using identity::EntityRef;
using EntityPtr = storage::Snapshot<EntityRecord>;

// Null: there is none.
Result<EntityPtr> find_if_there(const storage::Store& store, const EntityRef& ref) {
  auto found = store.find_entity(ref);
  if (!found && found.error().code == ErrorCode::NotFound) return EntityPtr();
  return found;
}

EntityRef managed_policy(const keys::AccountId& account, std::string_view path_and_name) {
  return {account, EntityKind::Policy, identity::folded(identity::name_in(path_and_name))};
}

// Nothing when the default version is missing, which storage does not let happen.
const std::string* default_document(const identity::ManagedPolicy& policy) {
  const auto version =
      std::ranges::find(policy.versions, policy.default_version, &identity::PolicyVersion::number);
  return version == policy.versions.end() ? nullptr : &version->document;
}

// Names that differ in case only are the same tag.
void set_tag(identity::Tags& tags, const std::string& name, const std::string& value) {
  std::erase_if(tags, [&](const auto& tag) { return policy::equal_folded(tag.first, name); });
  tags.emplace(name, value);
}

policy::PrincipalKind kind_of(identity::PrincipalType type) {
  switch (type) {
    case identity::PrincipalType::AccountRoot: return policy::PrincipalKind::AccountRoot;
    case identity::PrincipalType::User: return policy::PrincipalKind::User;
    case identity::PrincipalType::AssumedRole: return policy::PrincipalKind::AssumedRole;
    case identity::PrincipalType::FederatedUser: return policy::PrincipalKind::FederatedUser;
  }
  return policy::PrincipalKind::FederatedUser;
}

}  // namespace

Result<CallerPolicies> CallerPolicies::load(const storage::Store& store,
                                            const identity::Caller& caller) {
  CallerPolicies policies(caller);
  if (caller.entity) TRY(policies.load_entity(store));
  if (!caller.session) return policies;
  const identity::Session& session = *caller.session;
  for (const auto& [name, value] : session.tags) set_tag(policies.tags_, name, value);
  if (session.policies) TRY(policies.load_session(store, *session.policies));
  return policies;
}

policy::Principal CallerPolicies::principal() const {
  return {.kind = kind_of(caller_->type),
          .account = caller_->account.view(),
          .arn = caller_->arn,
          .unique_id = caller_->unique_id,
          .issuer_arn = caller_->issuer_arn};
}

policy::ApplicablePolicies CallerPolicies::applicable() const {
  policy::ApplicablePolicies policies{.identity = identity_};
  if (!boundary_.empty()) policies.boundary = &boundary_.front();
  if (has_session_policies_) policies.session = session_;
  return policies;
}

Result<void> CallerPolicies::load_entity(const storage::Store& store) {
  if (!caller_->entity) return {};
  TRY_ASSIGN(const EntityPtr entity, find_if_there(store, *caller_->entity));
  is_gone_ = !entity || entity->id != caller_->unique_id;
  if (is_gone_) return {};
  if (const auto* role = std::get_if<identity::Role>(&entity->details)) {
    tags_ = role->tags;
    return add_permissions(store, *entity, role->permissions);
  }
  const auto* user = std::get_if<identity::User>(&entity->details);
  if (!user) return fail_internally("a caller is neither user nor role");
  tags_ = user->tags;
  TRY(add_permissions(store, *entity, user->permissions));
  for (const std::string& name : user->groups) {
    TRY_ASSIGN(const EntityPtr group,
               find_if_there(store, {entity->ref.account, EntityKind::Group, name}));
    if (!group) continue;
    TRY(add_permissions(store, *group, std::get<identity::Group>(group->details).permissions));
  }
  return {};
}

Result<void> CallerPolicies::load_session(const storage::Store& store,
                                          const identity::SessionPolicies& session) {
  has_session_policies_ = true;
  if (session.inline_policy)
    session_.push_back({.name = "the session's policy", .policy = &*session.inline_policy});
  for (const std::string& path_and_name : session.managed)
    TRY(add_managed(store, path_and_name, session_));
  return {};
}

Result<void> CallerPolicies::add_permissions(const storage::Store& store,
                                             const EntityRecord& holder,
                                             const identity::Permissions& permissions) {
  for (const auto& [name, document] : permissions.inline_policies) {
    TRY_ASSIGN(auto policy, compiled(policy::DocumentKind::IdentityPolicy, document));
    identity_.push_back(
        keep(fmt::format("inline policy {} of {}", name, holder.name), std::move(policy)));
  }
  for (const std::string& path_and_name : permissions.attached)
    TRY(add_managed(store, path_and_name, identity_));
  // Groups have none.
  if (permissions.boundary) TRY(set_boundary(store, *permissions.boundary));
  return {};
}

Result<void> CallerPolicies::set_boundary(const storage::Store& store,
                                          const std::string& path_and_name) {
  TRY(add_managed(store, path_and_name, boundary_));
  // A boundary cannot be deleted while it is one. Should it be missing all the same, it allows
  // nothing.
  if (boundary_.empty())
    return fail_internally("the permissions boundary of a user or role is missing");
  return {};
}

Result<void> CallerPolicies::add_managed(const storage::Store& store,
                                         const std::string& path_and_name,
                                         std::vector<policy::NamedPolicy>& group) {
  TRY_ASSIGN(const EntityPtr entity,
             find_if_there(store, managed_policy(caller_->account, path_and_name)));
  if (!entity) return {};
  const auto* managed = std::get_if<identity::ManagedPolicy>(&entity->details);
  const std::string* document = managed ? default_document(*managed) : nullptr;
  if (!document) return fail_internally("a managed policy has no default version");
  TRY_ASSIGN(auto policy, compiled(policy::DocumentKind::IdentityPolicy, *document));
  group.push_back(keep("managed policy " + path_and_name, std::move(policy)));
  return {};
}

policy::NamedPolicy CallerPolicies::keep(std::string name,
                                         std::shared_ptr<const policy::CompiledPolicy> policy) {
  kept_.push_back(std::move(policy));
  return {.name = names_.emplace_back(std::move(name)), .policy = kept_.back().get()};
}

}  // namespace trent::access
