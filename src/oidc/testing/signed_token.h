// oidc/testing/signed_token.h: an identity provider for tests: its keys, and the tokens it signs.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/asymmetric_keys.h"
#include "oidc/json_web_keys.h"

namespace trent::oidc::testing {

std::string base64url(ByteView bytes);

class Issuer {
 public:
  Issuer(Algorithm algorithm, std::string key_id);

  std::string jwk() const;
  std::string jwks() const;  // {"keys": [...]}
  std::string sign(std::string_view claims) const;

 private:
  Algorithm algorithm_;
  std::string key_id_;
  crypto::PrivateKey key_;
};

}  // namespace trent::oidc::testing
