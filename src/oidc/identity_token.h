// oidc/identity_token.h: a JSON Web Token that an identity provider signed for one of its users.
//
// Reading and verifying are apart, because who the provider is stands in the token.
//
// Source: RFC 7515 section 3.1, RFC 7519 section 4.1, OpenID Connect Core 1.0 section 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "oidc/json_web_keys.h"

namespace trent::oidc {

struct IdentityToken {
  std::string key_id;  // empty: none named
  Algorithm algorithm{};
  std::string signed_text;
  Bytes signature;

  std::string issuer;  // as it stands in the token: "https://..."
  std::string subject;
  std::vector<std::string> audiences;
  Timestamp expires{};
  Timestamp issued{};
  std::optional<Timestamp> not_before;
};

// Nothing is verified. Nothing: not a token of this form, of another algorithm (`none` included),
// or without iss, sub, aud, exp or iat.
std::optional<IdentityToken> read_identity_token(std::string_view text);

inline bool is_signed_by(const IdentityToken& token, const JsonWebKeys& keys) {
  return keys.verify(token.key_id, token.algorithm, token.signed_text, token.signature);
}

}  // namespace trent::oidc
