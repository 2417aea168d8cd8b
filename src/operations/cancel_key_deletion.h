// operations/cancel_key_deletion.h: CancelKeyDeletion ends a key's waiting period; the key is
// disabled then.
#pragma once

#include "operations/key_id_request.h"

namespace trent::operations {

struct CancelKeyDeletionResponse {
  std::string key_id;
};

Result<CancelKeyDeletionResponse> cancel_key_deletion(Call& call, const KeyIdRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::CancelKeyDeletionResponse> = std::tuple{
    member("KeyId", &operations::CancelKeyDeletionResponse::key_id, kKeyId),
};
