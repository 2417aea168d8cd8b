// operations/verify_mac.h: VerifyMac says whether an HMAC is that of a message.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct VerifyMacRequest {
  SecretBytes message;
  std::string key_id;
  keys::MacAlgorithm mac_algorithm{};
  Bytes mac;
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
};

struct VerifyMacResponse {
  std::string key_id;
  bool mac_valid = false;  // true: a false one is an error
  keys::MacAlgorithm mac_algorithm{};
};

Result<VerifyMacResponse> verify_mac(Call& call, const VerifyMacRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::VerifyMacRequest> = std::tuple{
    member("Message",      &operations::VerifyMacRequest::message, kRequired | kPlaintext),
    member("KeyId",        &operations::VerifyMacRequest::key_id, kRequired | kKeyId),
    member("MacAlgorithm", &operations::VerifyMacRequest::mac_algorithm, kRequired),
    member("Mac",          &operations::VerifyMacRequest::mac, kRequired | kCiphertext),
    member("GrantTokens",  &operations::VerifyMacRequest::grant_tokens, kGrantTokens),
    member("DryRun",       &operations::VerifyMacRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::VerifyMacResponse> = std::tuple{
    member("KeyId",        &operations::VerifyMacResponse::key_id, kKeyId),
    member("MacValid",     &operations::VerifyMacResponse::mac_valid),
    member("MacAlgorithm", &operations::VerifyMacResponse::mac_algorithm),
};
// clang-format on
