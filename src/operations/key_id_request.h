// operations/key_id_request.h: the request of the operations that take a KeyId and nothing else.
#pragma once

#include <string>

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct KeyIdRequest {
  std::string key_id;
};

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::KeyIdRequest> = std::tuple{
    member("KeyId", &operations::KeyIdRequest::key_id, kRequired | kKeyId),
};
