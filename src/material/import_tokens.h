// material/import_tokens.h: what GetParametersForImport hands out and ImportKeyMaterial takes back.
//
// A token is self-contained: it carries the private half of the wrapping key, sealed, and what it
// is good for. Nothing is stored until material is really imported, and a token may be used again
// until it expires. Byte by byte in docs/formats/import-token.md.
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "crypto/asymmetric_keys.h"
#include "keys/ids.h"
#include "keys/key_types.h"
#include "material/deployment_keys.h"

namespace trent::material {

inline constexpr Duration kImportTokenLifetime = std::chrono::hours(24);

struct ImportParameters {
  keys::WrappingAlgorithm algorithm = keys::WrappingAlgorithm::RSAES_OAEP_SHA_256;
  keys::WrappingKeySpec wrapping_key_spec = keys::WrappingKeySpec::RSA_4096;
};

struct IssuedToken {
  Bytes token;
  Bytes public_key;  // DER SubjectPublicKeyInfo
  Timestamp valid_to;
};

// Makes a fresh wrapping key (for RSA_4096 that takes about a second) and a token for `key`.
Result<IssuedToken> issue_import_token(const DeploymentKeys& keys, const keys::KeyRef& key,
                                       const ImportParameters& parameters, Timestamp now);

struct RedeemedToken {
  ImportParameters parameters;
  crypto::PrivateKey wrapping_key;
};

// Errors: InvalidImportToken (not ours, tampered with, or for another key), ExpiredImportToken.
Result<RedeemedToken> redeem_import_token(const DeploymentKeys& keys, const keys::KeyRef& key,
                                          ByteView token, Timestamp now);

// Unwraps what the user sends under the token's key and algorithm.
// Errors: Validation (`Invalid encrypted key size.`), InvalidCiphertext (without message).
// Source: kms-behaviour.md 6.3.
Result<SecretBytes> unwrap_encrypted_material(const RedeemedToken& token, ByteView encrypted);

}  // namespace trent::material
