// operations/verify.h: Verify says whether a signature was made with an asymmetric key.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct VerifyRequest {
  std::string key_id;
  SecretBytes message;
  keys::MessageType message_type = keys::MessageType::RAW;
  Bytes signature;
  keys::SigningAlgorithm signing_algorithm{};
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
};

struct VerifyResponse {
  std::string key_id;
  bool signature_valid = false;  // true: a false one is an error
  keys::SigningAlgorithm signing_algorithm{};
};

Result<VerifyResponse> verify(Call& call, const VerifyRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::VerifyRequest> = std::tuple{
    member("KeyId",            &operations::VerifyRequest::key_id, kRequired | kKeyId),
    member("Message",          &operations::VerifyRequest::message, kRequired | kPlaintext),
    member("MessageType",      &operations::VerifyRequest::message_type),
    member("Signature",        &operations::VerifyRequest::signature, kRequired | kCiphertext),
    member("SigningAlgorithm", &operations::VerifyRequest::signing_algorithm, kRequired),
    member("GrantTokens",      &operations::VerifyRequest::grant_tokens, kGrantTokens),
    member("DryRun",           &operations::VerifyRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::VerifyResponse> = std::tuple{
    member("KeyId",            &operations::VerifyResponse::key_id, kKeyId),
    member("SignatureValid",   &operations::VerifyResponse::signature_valid),
    member("SigningAlgorithm", &operations::VerifyResponse::signing_algorithm),
};
// clang-format on
