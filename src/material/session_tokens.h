// material/session_tokens.h: temporary credentials, and the tokens that carry them.
//
// A token is self-contained: the secret and all that is known of the session are in it, sealed.
// Nothing is stored. Byte by byte in docs/formats/session-token.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "identity/access_keys.h"
#include "material/deployment_keys.h"

namespace trent::material {

struct SessionContents {
  keys::AccountId account;
  identity::PrincipalType principal = identity::PrincipalType::AssumedRole;
  // As in identity::AccessKey:
  std::string unique_id;
  std::string name;
  std::string path;
  // Of GetSessionToken and GetFederationToken: the long-term access key that asked, without which
  // the session is not valid. Empty for a role.
  std::string made_by;
  // But for policies->inline_policy, which is here as a document. It limits only with `policies`.
  identity::Session session;
  std::optional<std::string> inline_policy;
};

struct TemporaryCredentials {
  std::string access_key_id;  // "ASIA..."
  SecretBytes secret;         // 40 characters of base64
  std::string token;          // base64
};

TemporaryCredentials issue_session(const DeploymentKeys& keys, const SessionContents& contents);

struct OpenedSession {
  SecretBytes secret;
  SessionContents contents;
};

// Nothing if the token is not of this deployment, damaged, or for another access key id. Whether it
// has expired is not looked at.
std::optional<OpenedSession> open_session(const DeploymentKeys& keys,
                                          std::string_view access_key_id, std::string_view token);

}  // namespace trent::material
