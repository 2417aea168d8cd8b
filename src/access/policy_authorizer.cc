#include "access/policy_authorizer.h"

#include <unordered_map>

#include "access/compiled_policies.h"
#include "access/grants_on_key.h"
#include "access/permissions.h"
#include "base/log.h"
#include "policy/document.h"
#include "policy/refusal.h"

namespace trent::access {
namespace {

constexpr std::string_view kService = "kms:";
constexpr std::string_view kKeyPolicyName = "the key policy";

using Actions = std::unordered_map<std::string_view, policy::Action>;

// Looked up for each request, so not by comparing names one after the other.
const Actions& actions_by_permission() {
  static const Actions actions = [] {
    Actions made;
    for (std::size_t i = 0; i < enum_names<keys::Operation>.size(); ++i) {
      const auto operation = static_cast<keys::Operation>(i);
      if (operation == keys::Operation::ReEncrypt) continue;  // needs the two below
      const policy::Action action = policy::action_of(operation);
      made.emplace(action.name.substr(kService.size()), action);
    }
    for (const policy::Action& action : {policy::kReEncryptFrom, policy::kReEncryptTo})
      made.emplace(action.name.substr(kService.size()), action);
    return made;
  }();
  return actions;
}

policy::Action action_of(std::string_view permission) {
  return actions_by_permission().at(permission);
}

void log_decision(const Asking& asking, const policy::Request& request,
                  const policy::Decision& decision) {
  if (!log::is_enabled(log::Level::Debug)) return;
  log::write(log::Level::Debug, "authorization",
             {{"request", asking.request_id},
              {"principal", request.principal.arn},
              {"action", request.action.name},
              {"resource", request.resource},
              {"decision", policy::explanation(decision)}});
}

policy::Decision decide(const Asking& asking, const policy::Request& request,
                        const policy::ApplicablePolicies& policies, const CallerPolicies& caller,
                        const RequestContext& context) {
  policy::Decision decision;  // denies, as if no identity policy allowed it
  if (!caller.is_gone()) decision = policy::decide(request, policies);
  if (context.is_unreliable()) decision = {};
  log_decision(asking, request, decision);
  return decision;
}

Result<void> answer(const Asking& asking, const policy::Request& request,
                    const policy::ApplicablePolicies& policies, const CallerPolicies& caller,
                    const RequestContext& context) {
  const policy::Decision decision = decide(asking, request, policies, caller, context);
  if (decision.allowed) return {};
  return fail(ErrorCode::AccessDenied, policy::refusal_text(decision, request));
}

bool denies(const policy::CompiledPolicy& policy, const policy::Request& request,
            const policy::ApplicablePolicies& policies) {
  return policy
      .answer({.principal = request.principal,
               .action = request.action,
               .resource = request.resource,
               .context = request.context,
               .principal_has_boundary = policies.boundary != nullptr})
      .denied_by.has_value();
}

// Gathers what has a say about `key`, and calls `use` with all of it.
template <class Use>
auto ask_about_key(const storage::RecordCache& records, const Asking& asking,
                   std::string_view permission, const KeyInRequest& in_request, Use&& use)
    -> decltype(use(std::declval<const policy::Request&>(),
                    std::declval<const policy::ApplicablePolicies&>(),
                    std::declval<const CallerPolicies&>(), std::declval<const RequestContext&>())) {
  const keys::KeyRecord& key = *in_request.key;
  TRY_ASSIGN(const CallerPolicies caller, CallerPolicies::load(records, asking.caller));
  TRY_ASSIGN(const auto key_policy,
             compiled(policy::DocumentKind::KeyPolicy, key.policy, key.policy_principals));
  const RequestContext context(records, asking, permission, caller, in_request);
  keys::ArnText arn;
  keys::write_arn_of(key.ref, arn);
  const policy::NamedPolicy named{kKeyPolicyName, key_policy.get()};
  const policy::Principal principal = caller.principal();
  const GrantsOnKey grants(records, asking, permission, principal, key);
  policy::ApplicablePolicies policies = caller.applicable();
  policies.resource = &named;
  policies.grants = &grants;
  const policy::Request request{.principal = principal,
                                .action = action_of(permission),
                                .resource = keys::view_of(arn),
                                .resource_account = key.ref.scope.account.view(),
                                .context = context};
  // A key policy can forbid to retire grants, but lets nobody do it: that is for the grant to say.
  if (permission == kRetireGrant && !denies(*key_policy, request, policies))
    policies.resource = nullptr;
  return use(request, policies, caller, context);
}

}  // namespace

Result<void> PolicyAuthorizer::authorize(const Asking& asking, std::string_view permission,
                                         const keys::KeyRecord& key, std::string_view alias) const {
  return ask_about_key(records_, asking, permission, {&key, alias},
                       [&](const auto& request, const auto& policies, const auto& caller,
                           const auto& context) -> Result<void> {
                         return answer(asking, request, policies, caller, context);
                       });
}

Result<void> PolicyAuthorizer::authorize(const Asking& asking, std::string_view permission,
                                         const keys::AliasRef& alias) const {
  return authorize_action(records_, asking, action_of(permission), keys::arn_of(alias));
}

Result<void> PolicyAuthorizer::authorize(const Asking& asking, std::string_view permission) const {
  return authorize_action(records_, asking, action_of(permission), "*");
}

Result<void> PolicyAuthorizer::authorize_absent(const Asking& asking, std::string_view permission,
                                                const keys::AccountId& account,
                                                const std::string& arn) const {
  if (account == asking.caller.account)
    return authorize_action(records_, asking, action_of(permission), arn);
  TRY_ASSIGN(const CallerPolicies caller, CallerPolicies::load(records_, asking.caller));
  const RequestContext context(records_, asking, permission, caller, {});
  return answer(asking,
                {.principal = caller.principal(),
                 .action = action_of(permission),
                 .resource = arn,
                 .resource_account = account.view(),
                 .context = context},
                caller.applicable(), caller, context);
}

Result<void> PolicyAuthorizer::require_no_lockout(const Asking& asking,
                                                  const keys::KeyRecord& key) const {
  return ask_about_key(
      records_, asking, kPutKeyPolicy, {&key, {}},
      [](const auto& request, const auto& policies, const auto&, const auto&) -> Result<void> {
        return policy::require_no_lockout(request, policies);
      });
}

Result<Explanation> explain(const storage::RecordCache& records, const Asking& asking,
                            std::string_view permission, const keys::KeyRecord& key,
                            std::string_view alias) {
  return ask_about_key(records, asking, permission, {&key, alias},
                       [&](const auto& request, const auto& policies, const auto& caller,
                           const auto& context) -> Result<Explanation> {
                         const auto decision = decide(asking, request, policies, caller, context);
                         return Explanation{decision.allowed, policy::explanation(decision)};
                       });
}

Result<void> authorize_action(const storage::Store& store, const Asking& asking,
                              const policy::Action& action, std::string_view resource) {
  TRY_ASSIGN(const CallerPolicies caller, CallerPolicies::load(store, asking.caller));
  const std::string_view permission = action.name.substr(action.name.find(':') + 1);
  const RequestContext context(store, asking, permission, caller, {});
  return answer(asking,
                {.principal = caller.principal(),
                 .action = action,
                 .resource_kind = policy::ResourceKind::Plain,
                 .resource = resource,
                 .resource_account = asking.scope.account.view(),
                 .context = context},
                caller.applicable(), caller, context);
}

bool is_permission(std::string_view permission) {
  return actions_by_permission().contains(permission);
}

}  // namespace trent::access
