// operations/get_key_last_usage.h: GetKeyLastUsage shows the newest cryptographic use of a key, in
// every state.
#pragma once

#include <optional>
#include <string>

#include "operations/key_id_request.h"

namespace trent::operations {

struct KeyLastUsageData {
  std::optional<std::string> operation;
  std::optional<Timestamp> timestamp;
  std::optional<std::string> cloud_trail_event_id;  // where audit records are kept
  std::optional<std::string> kms_request_id;
};

struct GetKeyLastUsageResponse {
  std::string key_id;  // the bare id, whatever the request named
  KeyLastUsageData key_last_usage;
  Timestamp tracking_start_date{};
  Timestamp key_creation_date{};
};

// Errors: the gate's, Internal.
Result<GetKeyLastUsageResponse> get_key_last_usage(Call& call, const KeyIdRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::KeyLastUsageData> = std::tuple{
    member("Operation",         &operations::KeyLastUsageData::operation),
    member("Timestamp",         &operations::KeyLastUsageData::timestamp),
    member("CloudTrailEventId", &operations::KeyLastUsageData::cloud_trail_event_id),
    member("KmsRequestId",      &operations::KeyLastUsageData::kms_request_id),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GetKeyLastUsageResponse> = std::tuple{
    member("KeyId",             &operations::GetKeyLastUsageResponse::key_id, kKeyId),
    member("KeyLastUsage",      &operations::GetKeyLastUsageResponse::key_last_usage),
    member("TrackingStartDate", &operations::GetKeyLastUsageResponse::tracking_start_date),
    member("KeyCreationDate",   &operations::GetKeyLastUsageResponse::key_creation_date),
};
// clang-format on
