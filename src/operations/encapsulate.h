// operations/encapsulate.h: Encapsulate makes a secret, and a ciphertext from which the key's owner
// gets it back.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct EncapsulateRequest {
  std::string key_id;
  keys::EncapsulationAlgorithm encapsulation_algorithm{};
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
};

struct EncapsulateResponse {
  std::string key_id;
  SecretBytes shared_secret;
  Bytes shared_secret_ciphertext_blob;
  keys::EncapsulationAlgorithm encapsulation_algorithm{};
};

Result<EncapsulateResponse> encapsulate(Call& call, const EncapsulateRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::EncapsulateRequest> = std::tuple{
    member("KeyId",                  &operations::EncapsulateRequest::key_id, kRequired | kKeyId),
    member("EncapsulationAlgorithm", &operations::EncapsulateRequest::encapsulation_algorithm, kRequired),
    member("GrantTokens",            &operations::EncapsulateRequest::grant_tokens, kGrantTokens),
    member("DryRun",                 &operations::EncapsulateRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::EncapsulateResponse> = std::tuple{
    member("KeyId",                      &operations::EncapsulateResponse::key_id, kKeyId),
    member("SharedSecret",               &operations::EncapsulateResponse::shared_secret, kPlaintext),
    member("SharedSecretCiphertextBlob", &operations::EncapsulateResponse::shared_secret_ciphertext_blob, kCiphertext),
    member("EncapsulationAlgorithm",     &operations::EncapsulateResponse::encapsulation_algorithm),
};
// clang-format on
