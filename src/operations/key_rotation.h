// operations/key_rotation.h: EnableKeyRotation, DisableKeyRotation and GetKeyRotationStatus: the
// schedule by which a key rotates. jobs/sweeper.h keeps to it.
//
// Source: kms-behaviour.md 7.2, 7.3.
#pragma once

#include <cstdint>
#include <optional>

#include "operations/key_id_request.h"

namespace trent::operations {

struct EnableKeyRotationRequest {
  std::string key_id;
  std::optional<std::int64_t> rotation_period_in_days;
};

struct GetKeyRotationStatusResponse {
  bool key_rotation_enabled = false;
  std::string key_id;
  std::optional<std::int64_t> rotation_period_in_days;
  std::optional<Timestamp> next_rotation_date;
  std::optional<Timestamp> on_demand_rotation_start_date;  // never: they are over when answered
};

// Errors: the gate's, UnsupportedOperation (of a key that is not symmetric, without message).
Result<wire::NoOutput> enable_key_rotation(Call& call, const EnableKeyRotationRequest& request);
Result<wire::NoOutput> disable_key_rotation(Call& call, const KeyIdRequest& request);

// Keys that cannot rotate have a status too. Errors: the gate's.
Result<GetKeyRotationStatusResponse> get_key_rotation_status(Call& call,
                                                             const KeyIdRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::EnableKeyRotationRequest> = std::tuple{
    member("KeyId",                &operations::EnableKeyRotationRequest::key_id, kRequired | kKeyId),
    member("RotationPeriodInDays", &operations::EnableKeyRotationRequest::rotation_period_in_days, kRotationPeriodInDays),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GetKeyRotationStatusResponse> = std::tuple{
    member("KeyRotationEnabled",        &operations::GetKeyRotationStatusResponse::key_rotation_enabled),
    member("KeyId",                     &operations::GetKeyRotationStatusResponse::key_id, kKeyId),
    member("RotationPeriodInDays",      &operations::GetKeyRotationStatusResponse::rotation_period_in_days, kRotationPeriodInDays),
    member("NextRotationDate",          &operations::GetKeyRotationStatusResponse::next_rotation_date),
    member("OnDemandRotationStartDate", &operations::GetKeyRotationStatusResponse::on_demand_rotation_start_date),
};
// clang-format on
