// identity/session.h: what a session token says of the session it was made for.
//
// Source: kms-security.md 1.7, 2.1, 2.3; docs/formats/session-token.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "identity/records.h"
#include "policy/compiled_policy.h"

namespace trent::identity {

// What limits a session to less than the identity it belongs to may do. Empty: nothing is allowed
// but what a resource policy or a grant gives to the session itself.
struct SessionPolicies {
  std::optional<policy::CompiledPolicy> inline_policy;
  // Of the account of the session, as Permissions keeps them; read anew for each request, and what
  // is gone by then allows nothing.
  std::vector<std::string> managed;
};

// Whom an identity provider vouched for when the session began.
struct WebIdentity {
  std::string issuer;  // without "https://": what the provider's condition keys begin with
  std::string subject;
  std::string audience;
  bool operator==(const WebIdentity&) const = default;
};

// The temporary credentials of a role, of a federated user, or (GetSessionToken) of a user or root.
struct Session {
  std::string name;  // of the role session or the federated user; empty: GetSessionToken
  Timestamp issued{};
  Timestamp expires{};
  std::optional<SessionPolicies> policies;  // none: no limit
  Tags tags;                                // in the case they were given
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;              // empty: none
  std::optional<WebIdentity> web_identity;  // of AssumeRoleWithWebIdentity
};

}  // namespace trent::identity
