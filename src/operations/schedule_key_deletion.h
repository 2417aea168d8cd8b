// operations/schedule_key_deletion.h: ScheduleKeyDeletion starts a key's waiting period.
#pragma once

#include "keys/key_state.h"
#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct ScheduleKeyDeletionRequest {
  std::string key_id;
  std::int64_t pending_window_in_days = 30;
};

struct ScheduleKeyDeletionResponse {
  std::string key_id;
  std::optional<Timestamp> deletion_date;
  keys::KeyState key_state{};
  std::int64_t pending_window_in_days = 0;
};

Result<ScheduleKeyDeletionResponse> schedule_key_deletion(
    Call& call, const ScheduleKeyDeletionRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::ScheduleKeyDeletionRequest> = std::tuple{
    member("KeyId",               &operations::ScheduleKeyDeletionRequest::key_id, kRequired | kKeyId),
    member("PendingWindowInDays", &operations::ScheduleKeyDeletionRequest::pending_window_in_days, kPendingWindowInDays),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ScheduleKeyDeletionResponse> = std::tuple{
    member("KeyId",               &operations::ScheduleKeyDeletionResponse::key_id, kKeyId),
    member("DeletionDate",        &operations::ScheduleKeyDeletionResponse::deletion_date),
    member("KeyState",            &operations::ScheduleKeyDeletionResponse::key_state),
    member("PendingWindowInDays", &operations::ScheduleKeyDeletionResponse::pending_window_in_days, kPendingWindowInDays),
};
// clang-format on
