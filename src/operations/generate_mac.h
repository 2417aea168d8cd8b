// operations/generate_mac.h: GenerateMac makes an HMAC.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct GenerateMacRequest {
  SecretBytes message;
  std::string key_id;
  keys::MacAlgorithm mac_algorithm{};
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
};

struct GenerateMacResponse {
  Bytes mac;
  keys::MacAlgorithm mac_algorithm{};
  std::string key_id;
};

Result<GenerateMacResponse> generate_mac(Call& call, const GenerateMacRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateMacRequest> = std::tuple{
    member("Message",      &operations::GenerateMacRequest::message, kRequired | kPlaintext),
    member("KeyId",        &operations::GenerateMacRequest::key_id, kRequired | kKeyId),
    member("MacAlgorithm", &operations::GenerateMacRequest::mac_algorithm, kRequired),
    member("GrantTokens",  &operations::GenerateMacRequest::grant_tokens, kGrantTokens),
    member("DryRun",       &operations::GenerateMacRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateMacResponse> = std::tuple{
    member("Mac",          &operations::GenerateMacResponse::mac, kCiphertext),
    member("MacAlgorithm", &operations::GenerateMacResponse::mac_algorithm),
    member("KeyId",        &operations::GenerateMacResponse::key_id, kKeyId),
};
// clang-format on
