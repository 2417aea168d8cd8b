// policy/principal.h: who asks, who a statement is about, and how the two match.
//
// Source: kms-security.md 2.1, 3.4, 4.3.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace trent::policy {

// --- who asks ------------------------------------------------------------------------------------

enum class PrincipalKind : std::uint8_t {
  AccountRoot,
  User,           // also with the temporary credentials of GetSessionToken
  AssumedRole,    // a session of a role, however it began
  FederatedUser,  // of GetFederationToken
  Service,        // an AWS service on its own behalf
  WebIdentity,    // whom an identity provider vouches for, about to assume a role
};

// Views; what they point to must outlive the evaluation.
struct Principal {
  PrincipalKind kind = PrincipalKind::AccountRoot;
  std::string_view account{};  // 12 digits; empty for Service and WebIdentity
  // As error texts and audit records show it: of the session, not of its role. Of a Service its
  // name, of a WebIdentity the ARN (or the well-known name) of the provider.
  std::string_view arn{};
  // Of the user (AIDA...), or of the role (AROA..., without the name of the session) or user that
  // the session belongs to.
  std::string_view unique_id{};
  // AssumedRole: the role's ARN, path included. FederatedUser: the ARN of who federates it.
  std::string_view issuer_arn{};
};

// False: a service or a web identity, which need a Principal entry of their own kind.
bool is_aws_principal(const Principal& principal);

// --- whom a statement is about -------------------------------------------------------------------

// The values of Principal or NotPrincipal by kind ("AWS", "Service", "Federated", "CanonicalUser").
// "*" stands for {"AWS": "*"}.
using PrincipalTexts = std::map<std::string, std::vector<std::string>>;

// Which unique id the user or role of this ARN had when the policy was stored. A policy is bound to
// the entity, not to its name: who is deleted and made again is somebody else.
struct KnownPrincipal {
  std::string arn;
  std::string unique_id;
};

// How strongly a statement's principals match, weakest first.
enum class PrincipalMatch : std::uint8_t {
  None,
  Account,  // by its account: an Allow delegates to the account's identity policies
  Issuer,   // by the role or user a session belongs to: boundary and session policy limit it
  Direct,   // itself, or everybody
};

class PrincipalSet {
 public:
  PrincipalSet() = default;
  // `texts` have passed require_principals.
  PrincipalSet(const PrincipalTexts& texts, std::span<const KnownPrincipal> known);

  // "*" is about AWS principals.
  PrincipalMatch match(const Principal& principal) const;
  // For what is not to be widened: "*" is everybody, services and web identities included, and an
  // entry for an account is everybody in it.
  bool covers(const Principal& principal) const;

 private:
  enum class Kind : std::uint8_t { Everybody, Account, Arn, UniqueId, Service, Federated, Nobody };
  struct Entry {
    Kind kind = Kind::Nobody;
    std::string text{};
  };
  static Entry aws_entry(const std::string& text, std::span<const KnownPrincipal> known);
  static PrincipalMatch match(const Entry& entry, const Principal& principal);

  std::vector<Entry> entries_;
};

// --- what can stand in a document ----------------------------------------------------------------

// Whether `value` can be an "AWS" principal: "*", an account id, an IAM or STS ARN of a root, user,
// role, assumed role or federated user, or a unique id (AIDA..., AROA...). Errors:
// MalformedPolicyDocument (no such form), InvalidArn (an ARN that cannot be a principal).
Result<void> require_aws_principal(std::string_view value);

// "name.amazonaws.com" and its like. Errors: MalformedPolicyDocument.
Result<void> require_service_principal(std::string_view value);

// All values of one kind. Errors: as above; MalformedPolicyDocument (unknown kind, no value).
Result<void> require_principals(std::string_view kind, const std::vector<std::string>& values);

}  // namespace trent::policy
