// operations/testing/import.h: the user's side of importing key material.
#pragma once

#include <string>

#include "base/encoding.h"
#include "crypto/asymmetric_encryption.h"
#include "crypto/key_wrap.h"
#include "operations/testing/deployment.h"

namespace trent::operations::testing {

struct Parameters {
  std::string token;  // base64
  Bytes public_key;
};

inline Parameters get_parameters(Deployment& trent, const std::string& key_id,
                                 const std::string& algorithm = "RSAES_OAEP_SHA_256") {
  const Answer answer = trent.call(
      "GetParametersForImport",
      fmt::format(R"("KeyId":"{}","WrappingAlgorithm":"{}","WrappingKeySpec":"RSA_2048")", key_id,
                  algorithm));
  EXPECT_EQ(answer.exception, "") << answer.message;
  return {answer.text("ImportToken"), *bytes_from_base64(answer.text("PublicKey"))};
}

inline Bytes wrap_oaep(const Parameters& parameters, const Bytes& plain,
                       crypto::Hash hash = crypto::Hash::Sha256) {
  const auto key = crypto::PublicKey::from_spki(crypto::KeyType::Rsa2048, parameters.public_key);
  return *crypto::encrypt_rsa_oaep(*key, hash, plain);
}

inline Bytes material(char byte) { return Bytes(32, static_cast<std::uint8_t>(byte)); }

// Imports `plain` under fresh parameters; `more` are further members of the request.
inline Answer import(
    Deployment& trent, const std::string& key_id, const Bytes& plain,
    const std::string& more = R"("ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE")") {
  const Parameters parameters = get_parameters(trent, key_id);
  const Bytes wrapped = wrap_oaep(parameters, plain);
  return trent.call("ImportKeyMaterial",
                    fmt::format(R"("KeyId":"{}","ImportToken":"{}","EncryptedKeyMaterial":"{}",{})",
                                key_id, parameters.token, base64(wrapped), more));
}

inline constexpr const char* kExternal = R"("Origin":"EXTERNAL")";

}  // namespace trent::operations::testing
