// operations/rotate_key_on_demand.h: RotateKeyOnDemand makes new material current: generated, or
// for an imported key the material that waits for it. It is done when it answers.
//
// Source: kms-behaviour.md 7.4.
#pragma once

#include "operations/key_id_request.h"

namespace trent::operations {

struct RotateKeyOnDemandResponse {
  std::string key_id;
};

// Errors: the gate's, UnsupportedOperation, ConflictingRotation (both without message),
// LimitExceeded, InvalidState (no imported material waits).
Result<RotateKeyOnDemandResponse> rotate_key_on_demand(Call& call, const KeyIdRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::RotateKeyOnDemandResponse> = std::tuple{
    member("KeyId", &operations::RotateKeyOnDemandResponse::key_id, kKeyId),
};
