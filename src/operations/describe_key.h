// operations/describe_key.h: DescribeKey shows what is known of a key, in every state.
#pragma once

#include "operations/call.h"
#include "operations/key_metadata.h"

namespace trent::operations {

struct DescribeKeyRequest {
  std::string key_id;
  std::vector<std::string> grant_tokens;
};

struct DescribeKeyResponse {
  KeyMetadata key_metadata;
};

Result<DescribeKeyResponse> describe_key(Call& call, const DescribeKeyRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::DescribeKeyRequest> = std::tuple{
    member("KeyId", &operations::DescribeKeyRequest::key_id, kRequired | kKeyId),
    member("GrantTokens", &operations::DescribeKeyRequest::grant_tokens, kGrantTokens),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::DescribeKeyResponse> = std::tuple{
    member("KeyMetadata", &operations::DescribeKeyResponse::key_metadata),
};
