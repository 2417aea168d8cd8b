// oidc/json_web_keys.h: the public keys that an identity provider signs with.
//
// Source: RFC 7517, RFC 7518 sections 3 and 6. Of the algorithms those that AWS takes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/enum_names.h"
#include "base/error.h"
#include "crypto/asymmetric_keys.h"

namespace trent::oidc {

enum class Algorithm : std::uint8_t { RS256, ES256 };

class JsonWebKeys {
 public:
  // Keys of other kinds, or for other purposes, are passed over.
  // Errors: Validation, with a message for the operator: not a key set, a damaged key, no key.
  static Result<JsonWebKeys> parse(std::string_view json);

  // Whether one of them is called so, or may be: where either has no id, any may.
  bool may_have(std::string_view key_id) const;

  // Whether one of the keys made `signature`: the one of this id, or, where either has no id, any.
  bool verify(std::string_view key_id, Algorithm algorithm, std::string_view text,
              ByteView signature) const;

 private:
  struct Key {
    std::string id;
    Algorithm algorithm{};
    crypto::PublicKey key;

    bool may_be(std::string_view key_id) const {
      return key_id.empty() || id.empty() || id == key_id;
    }
  };
  std::vector<Key> keys_;
};

}  // namespace trent::oidc

template <>
inline constexpr std::array trent::enum_names<trent::oidc::Algorithm>{std::string_view("RS256"),
                                                                      std::string_view("ES256")};
