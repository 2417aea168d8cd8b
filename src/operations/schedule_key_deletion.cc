// Source: kms-behaviour.md section 8.1.
#include "operations/schedule_key_deletion.h"

namespace trent::operations {
namespace {

constexpr std::int64_t kWindowDaysMin = 7;
constexpr std::int64_t kWindowDaysMax = 30;

}  // namespace

Result<ScheduleKeyDeletionResponse> schedule_key_deletion(
    Call& call, const ScheduleKeyDeletionRequest& request) {
  if (request.pending_window_in_days < kWindowDaysMin ||
      request.pending_window_in_days > kWindowDaysMax)
    return fail(ErrorCode::Validation, "PendingWindowInDays must be between 7 and 30");
  const Timestamp deletion_date = call.now() + std::chrono::days(request.pending_window_in_days);
  TRY_ASSIGN(const access::AdmittedKey key,
             change_key(call, request.key_id,
                        [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                          record.deletion_date = deletion_date;
                          return {};
                        }));
  return ScheduleKeyDeletionResponse{
      .key_id = key.record().arn(),
      .deletion_date = deletion_date,
      .key_state = keys::KeyState::PendingDeletion,
      .pending_window_in_days = request.pending_window_in_days,
  };
}

}  // namespace trent::operations
