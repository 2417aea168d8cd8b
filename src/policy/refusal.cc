#include "policy/refusal.h"

#include <fmt/format.h>

#include <array>

namespace trent::policy {
namespace {

struct KindName {
  std::string_view kind;
  std::string_view article;
};

// In the order of PolicyKind.
constexpr std::array kKindNames{
    KindName{"identity-based policy", "an"},  KindName{"permissions boundary", "a"},
    KindName{"session policy", "a"},          KindName{"service control policy", "a"},
    KindName{"resource control policy", "a"}, KindName{"resource-based policy", "a"},
};
static_assert(kKindNames.size() == static_cast<std::size_t>(PolicyKind::Resource) + 1);

const KindName& name_of_kind(PolicyKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

bool is_foreign(const Request& request) {
  return request.resource_kind == ResourceKind::WithPolicy &&
         request.principal.account != request.resource_account;
}

// Whether the text has to be the one that also answers for resources that do not exist.
bool is_hidden(const Decision& decision, const Request& request) {
  if (decision.reason == Reason::ForeignResource) return true;
  return is_foreign(request) && decision.kind == PolicyKind::Resource;
}

std::string text_of(const StatementRef& statement) {
  return statement.sid.empty()
             ? fmt::format("statement {} of {}", statement.index + 1, statement.policy)
             : fmt::format("statement {} (\"{}\") of {}", statement.index + 1, statement.sid,
                           statement.policy);
}

}  // namespace

std::string refusal_text(const Decision& decision, const Request& request) {
  const std::string who = fmt::format("User: {} is not authorized to perform: {}",
                                      request.principal.arn, request.action.name);
  if (is_hidden(decision, request))
    return who +
           " on this resource because the resource does not exist in this Region, no "
           "resource-based policies allow access, or a resource-based policy explicitly "
           "denies access";
  const KindName& kind = name_of_kind(decision.kind);
  if (decision.reason == Reason::ExplicitDeny)
    return fmt::format("{} on resource: {} with an explicit deny in {} {}", who, request.resource,
                       kind.article, kind.kind);
  return fmt::format("{} on resource: {} because no {} allows the {} action", who, request.resource,
                     kind.kind, request.action.name);
}

std::string explanation(const Decision& decision) {
  const std::string_view kind = name_of_kind(decision.kind).kind;
  const std::string delegated =
      decision.delegation ? fmt::format(", which {} lets decide", text_of(*decision.delegation))
                          : std::string();
  switch (decision.reason) {
    case Reason::ResourcePolicy:
    case Reason::IdentityPolicy:
      return fmt::format("allowed by {} ({}){}",
                         text_of(decision.statement.value_or(StatementRef{})), kind, delegated);
    case Reason::RootOfItsAccount:
      return fmt::format("allowed: the root of the account needs no identity-based policy{}",
                         delegated);
    case Reason::Grant: return fmt::format("allowed by grant {}", decision.grant_id);
    case Reason::ExplicitDeny:
      return fmt::format("denied by {} ({})", text_of(decision.statement.value_or(StatementRef{})),
                         kind);
    case Reason::MissingAllow: return fmt::format("denied: no {} allows it", kind);
    case Reason::ForeignResource:
      return "denied: the resource is another account's and lets nobody in here, or does not exist";
  }
  return {};
}

Result<void> require_no_lockout(const Request& request, const ApplicablePolicies& policies) {
  Request again = request;
  again.action = action_of(keys::Operation::PutKeyPolicy);
  ApplicablePolicies without_grants = policies;
  without_grants.grants = nullptr;
  if (decide(again, without_grants).allowed) return {};
  return fail(ErrorCode::MalformedPolicyDocument,
              "The new key policy will not allow you to update the key policy in the future.");
}

}  // namespace trent::policy
