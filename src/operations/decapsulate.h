// operations/decapsulate.h: Decapsulate gets the secret out of what Encapsulate, or anyone with the
// public key, made.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct DecapsulateRequest {
  std::string key_id;
  Bytes shared_secret_ciphertext_blob;
  keys::EncapsulationAlgorithm encapsulation_algorithm{};
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
};

struct DecapsulateResponse {
  std::string key_id;
  SecretBytes shared_secret;
  keys::EncapsulationAlgorithm encapsulation_algorithm{};
};

Result<DecapsulateResponse> decapsulate(Call& call, const DecapsulateRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::DecapsulateRequest> = std::tuple{
    member("KeyId",                      &operations::DecapsulateRequest::key_id, kRequired | kKeyId),
    member("SharedSecretCiphertextBlob", &operations::DecapsulateRequest::shared_secret_ciphertext_blob, kRequired | kCiphertext),
    member("EncapsulationAlgorithm",     &operations::DecapsulateRequest::encapsulation_algorithm, kRequired),
    member("GrantTokens",                &operations::DecapsulateRequest::grant_tokens, kGrantTokens),
    member("DryRun",                     &operations::DecapsulateRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::DecapsulateResponse> = std::tuple{
    member("KeyId",                  &operations::DecapsulateResponse::key_id, kKeyId),
    member("SharedSecret",           &operations::DecapsulateResponse::shared_secret, kPlaintext),
    member("EncapsulationAlgorithm", &operations::DecapsulateResponse::encapsulation_algorithm),
};
// clang-format on
