// operations/encrypt.h: Encrypt encrypts up to 4096 bytes under a key's current material.
#pragma once

#include "keys/encryption_context.h"
#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct EncryptRequest {
  std::string key_id;
  SecretBytes plaintext;
  keys::EncryptionContext encryption_context;
  std::vector<std::string> grant_tokens;
  keys::EncryptionAlgorithm encryption_algorithm = keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
  bool dry_run = false;
};

struct EncryptResponse {
  Bytes ciphertext_blob;
  std::string key_id;  // always the ARN, whatever name the client used
  keys::EncryptionAlgorithm encryption_algorithm{};
};

Result<EncryptResponse> encrypt(Call& call, const EncryptRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::EncryptRequest> = std::tuple{
    member("KeyId",               &operations::EncryptRequest::key_id, kRequired | kKeyId),
    member("Plaintext",           &operations::EncryptRequest::plaintext, kRequired | kPlaintext),
    member("EncryptionContext",   &operations::EncryptRequest::encryption_context),
    member("GrantTokens",         &operations::EncryptRequest::grant_tokens, kGrantTokens),
    member("EncryptionAlgorithm", &operations::EncryptRequest::encryption_algorithm),
    member("DryRun",              &operations::EncryptRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::EncryptResponse> = std::tuple{
    member("CiphertextBlob",      &operations::EncryptResponse::ciphertext_blob, kCiphertext),
    member("KeyId",               &operations::EncryptResponse::key_id, kKeyId),
    member("EncryptionAlgorithm", &operations::EncryptResponse::encryption_algorithm),
};
// clang-format on
