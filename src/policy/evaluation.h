// policy/evaluation.h: may they? All policies and grants that have a say, combined as IAM does.
//
// Pure: everything is handed in, the answer carries its reason. Knows no storage.
//
// Source: kms-security.md 4.1 to 4.5, 4.7.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "policy/compiled_policy.h"

namespace trent::policy {

enum class PolicyKind : std::uint8_t {
  Identity,
  Boundary,
  Session,
  ServiceControl,
  ResourceControl,
  Resource,  // the key policy, or the trust policy of a role
};

struct NamedPolicy {
  std::string_view name;  // or ARN: what an explanation calls it
  const CompiledPolicy* policy = nullptr;
};

// Some policies, of which one that allows is enough and one that denies too.
using Policies = std::span<const NamedPolicy>;

// --- grants --------------------------------------------------------------------------------------

// Whom a grant names, as far as evaluation cares.
enum class GranteeKind : std::uint8_t {
  Itself,   // the user, the session, the federated user, the service
  Role,     // the role the session belongs to
  Account,  // the account root, which delegates to identity policies
};

// A grant that lets the caller do what is asked: key, operation, grantee and constraints fit.
struct ApplicableGrant {
  std::string_view id;
  GranteeKind grantee = GranteeKind::Itself;
  std::string_view issuing_account;  // of the principal that made the grant
};

// Asked only when the policies do not allow, because finding the grants costs more than they do.
class Grants {
 public:
  virtual ~Grants() = default;
  // What it returns stays valid as long as this object.
  virtual std::span<const ApplicableGrant> applicable() const = 0;
};

// --- question and answer -------------------------------------------------------------------------

enum class ResourceKind : std::uint8_t {
  WithPolicy,  // a key, or a role to be assumed: its own policy decides with the identity's
  Plain,       // an alias, or nothing: identity policies decide alone
};

struct Request {
  Principal principal;
  Action action;
  ResourceKind resource_kind = ResourceKind::WithPolicy;
  std::string_view resource;  // an ARN, or "*"
  std::string_view resource_account{};
  const Context& context;
};

// What has a say about the caller and about the resource. No pointer and no optional: no limit.
struct ApplicablePolicies {
  Policies identity{};  // of the user and its groups, or of the role
  const NamedPolicy* boundary = nullptr;
  std::optional<Policies> session{};  // present and empty: the session may do nothing by itself
  std::optional<Policies> service_control{};
  std::optional<Policies> resource_control{};
  // Null: the resource has none. A key that does not exist is asked about without, so that the
  // answer does not tell.
  const NamedPolicy* resource = nullptr;
  const Grants* grants = nullptr;
};

enum class Reason : std::uint8_t {
  // Allowed:
  ResourcePolicy,    // names the caller
  IdentityPolicy,    // alone, or with a resource policy that lets the account decide
  RootOfItsAccount,  // needs no identity policy
  Grant,
  // Denied:
  ExplicitDeny,
  MissingAllow,     // in policies of the kind that Decision::kind names
  ForeignResource,  // another account's, which does not let the caller in, or does not exist
};

struct StatementRef {
  std::string_view policy;  // its name
  std::size_t index = 0;    // of the statement, from 0
  std::string_view sid{};
};

struct Decision {
  bool allowed = false;
  Reason reason = Reason::MissingAllow;
  // Of the statement that decided, or of the policies that do not allow.
  PolicyKind kind = PolicyKind::Identity;
  std::optional<StatementRef> statement{};   // that allows or denies
  std::optional<StatementRef> delegation{};  // of the resource policy, to the account
  std::string_view grant_id{};
};

// The views of the decision are those of `policies`.
Decision decide(const Request& request, const ApplicablePolicies& policies);

}  // namespace trent::policy
