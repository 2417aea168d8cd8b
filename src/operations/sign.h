// operations/sign.h: Sign makes a signature with an asymmetric key.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct SignRequest {
  std::string key_id;
  SecretBytes message;
  keys::MessageType message_type = keys::MessageType::RAW;
  std::vector<std::string> grant_tokens;
  keys::SigningAlgorithm signing_algorithm{};
  bool dry_run = false;
};

struct SignResponse {
  std::string key_id;
  Bytes signature;
  keys::SigningAlgorithm signing_algorithm{};
};

Result<SignResponse> sign(Call& call, const SignRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::SignRequest> = std::tuple{
    member("KeyId",            &operations::SignRequest::key_id, kRequired | kKeyId),
    member("Message",          &operations::SignRequest::message, kRequired | kPlaintext),
    member("MessageType",      &operations::SignRequest::message_type),
    member("GrantTokens",      &operations::SignRequest::grant_tokens, kGrantTokens),
    member("SigningAlgorithm", &operations::SignRequest::signing_algorithm, kRequired),
    member("DryRun",           &operations::SignRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::SignResponse> = std::tuple{
    member("KeyId",            &operations::SignResponse::key_id, kKeyId),
    member("Signature",        &operations::SignResponse::signature, kCiphertext),
    member("SigningAlgorithm", &operations::SignResponse::signing_algorithm),
};
// clang-format on
