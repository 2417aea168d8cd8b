#include "policy/evaluation.h"

#include <algorithm>
#include <array>

namespace trent::policy {
namespace {

// What a group of policies says together.
struct GroupVerdict {
  std::optional<StatementRef> denies;
  std::optional<StatementRef> allows;
  PrincipalMatch match = PrincipalMatch::None;
};

StatementRef reference(const NamedPolicy& named, std::size_t statement) {
  return {named.name, statement, named.policy->sid(statement)};
}

GroupVerdict ask(Policies policies, const Question& question) {
  GroupVerdict group;
  for (const NamedPolicy& named : policies) {
    const Verdict verdict = named.policy->answer(question);
    if (verdict.denied_by) {
      group.denies = reference(named, *verdict.denied_by);
      return group;
    }
    if (verdict.allowed_by && verdict.match > group.match) {
      group.allows = reference(named, *verdict.allowed_by);
      group.match = verdict.match;
    }
  }
  return group;
}

Policies as_group(const NamedPolicy* policy) {
  return policy == nullptr ? Policies() : Policies(policy, 1);
}

Decision allow(Reason reason, PolicyKind kind, std::optional<StatementRef> statement,
               std::optional<StatementRef> delegation = std::nullopt) {
  return {.allowed = true,
          .reason = reason,
          .kind = kind,
          .statement = statement,
          .delegation = delegation};
}

Decision missing(PolicyKind kind) { return {.reason = Reason::MissingAllow, .kind = kind}; }

// The root of an account needs no identity policy in it, and whom it federates has its permissions,
// within the session policy.
bool has_root_permissions(const Principal& principal) {
  if (principal.kind == PrincipalKind::AccountRoot) return true;
  return principal.kind == PrincipalKind::FederatedUser && principal.issuer_arn.ends_with(":root");
}

class Evaluation {
 public:
  Evaluation(const Request& request, const ApplicablePolicies& policies)
      : request_(request),
        policies_(policies),
        question_{request.principal, request.action, request.resource, request.context,
                  policies.boundary != nullptr},
        same_account_(request.principal.account == request.resource_account),
        identity_(ask(policies.identity, question_)),
        boundary_(ask(as_group(policies.boundary), question_)),
        session_(ask(policies.session.value_or(Policies()), question_)),
        service_control_(ask(policies.service_control.value_or(Policies()), question_)),
        resource_control_(ask(policies.resource_control.value_or(Policies()), question_)),
        resource_(ask(as_group(policies.resource), question_)) {}

  Decision decide() const {
    if (const auto denial = explicit_denial()) return *denial;
    if (policies_.service_control && !service_control_.allows)
      return missing(PolicyKind::ServiceControl);
    if (policies_.resource_control && !resource_control_.allows)
      return missing(PolicyKind::ResourceControl);
    if (request_.resource_kind == ResourceKind::Plain) return decide_by_identity({});
    if (const auto permission = by_resource_policy()) return *permission;
    if (const auto permission = by_grant()) return *permission;
    return implicit_denial();
  }

 private:
  // The first hit decides the message.
  std::optional<Decision> explicit_denial() const {
    const std::array<std::pair<PolicyKind, const GroupVerdict*>, 6> order{{
        {PolicyKind::Identity, &identity_},
        {PolicyKind::Boundary, &boundary_},
        {PolicyKind::Session, &session_},
        {PolicyKind::ServiceControl, &service_control_},
        {PolicyKind::ResourceControl, &resource_control_},
        {PolicyKind::Resource, &resource_},
    }};
    for (const auto& [kind, group] : order)
      if (group->denies)
        return Decision{.reason = Reason::ExplicitDeny, .kind = kind, .statement = group->denies};
    return std::nullopt;
  }

  bool boundary_allows() const { return policies_.boundary == nullptr || boundary_.allows; }
  bool session_allows() const { return !policies_.session || session_.allows; }
  bool within_limits() const { return boundary_allows() && session_allows(); }
  bool identity_allows() const {
    return (has_root_permissions(request_.principal) || identity_.allows) && within_limits();
  }

  // In an order that names the limit before what is limited.
  Decision missing_of_identity() const {
    if (!boundary_allows()) return missing(PolicyKind::Boundary);
    if (!session_allows()) return missing(PolicyKind::Session);
    return missing(PolicyKind::Identity);
  }

  Decision decide_by_identity(std::optional<StatementRef> delegation) const {
    if (!identity_allows()) return missing_of_identity();
    const Reason reason = identity_.allows ? Reason::IdentityPolicy : Reason::RootOfItsAccount;
    return allow(reason, PolicyKind::Identity, identity_.allows, delegation);
  }

  // A service, or a web identity: it has neither account nor policies of its own.
  bool stands_alone() const { return !is_aws_principal(request_.principal); }

  std::optional<Decision> by_resource_policy() const {
    if (resource_.match == PrincipalMatch::None) return std::nullopt;
    const bool by_itself = resource_.match == PrincipalMatch::Direct ||
                           (resource_.match == PrincipalMatch::Issuer && within_limits());
    if (by_itself && (same_account_ || stands_alone()))
      return allow(Reason::ResourcePolicy, PolicyKind::Resource, resource_.allows);
    const bool asks_identity = !same_account_ || resource_.match == PrincipalMatch::Account;
    if (asks_identity && identity_allows()) return decide_by_identity(resource_.allows);
    return std::nullopt;
  }

  // Whether a grant serves the caller, given who made it.
  bool serves(const ApplicableGrant& grant) const {
    if (stands_alone()) return true;
    // Made by a stranger's account for the caller's: the caller's own account has to agree.
    const bool trusted = same_account_ || grant.issuing_account == request_.principal.account;
    if (!trusted || grant.grantee == GranteeKind::Account) return identity_allows();
    return grant.grantee == GranteeKind::Itself || within_limits();
  }

  std::optional<Decision> by_grant() const {
    if (policies_.grants == nullptr) return std::nullopt;
    for (const ApplicableGrant& grant : policies_.grants->applicable())
      if (serves(grant))
        return Decision{.allowed = true, .reason = Reason::Grant, .grant_id = grant.id};
    return std::nullopt;
  }

  // Whether the resource's side lets the caller in, so that what is missing is on its own side.
  bool resource_side_allows() const {
    if (resource_.match != PrincipalMatch::None) return true;
    return policies_.grants != nullptr && !policies_.grants->applicable().empty();
  }

  Decision implicit_denial() const {
    if (stands_alone()) return missing(PolicyKind::Resource);
    if (!same_account_ && !resource_side_allows()) return {.reason = Reason::ForeignResource};
    if (!within_limits()) return missing_of_identity();
    return missing(resource_side_allows() ? PolicyKind::Identity : PolicyKind::Resource);
  }

  const Request& request_;
  const ApplicablePolicies& policies_;
  const Question question_;
  const bool same_account_;
  const GroupVerdict identity_;
  const GroupVerdict boundary_;
  const GroupVerdict session_;
  const GroupVerdict service_control_;
  const GroupVerdict resource_control_;
  const GroupVerdict resource_;
};

}  // namespace

Decision decide(const Request& request, const ApplicablePolicies& policies) {
  return Evaluation(request, policies).decide();
}

}  // namespace trent::policy
