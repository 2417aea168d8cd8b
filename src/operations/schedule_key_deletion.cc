// Source: kms-behaviour.md section 8.1.
#include "operations/schedule_key_deletion.h"

#include "keys/deletion.h"
#include "operations/days_without_use.h"

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
  const std::chrono::days window(request.pending_window_in_days);
  ScheduleKeyDeletionResponse response{.pending_window_in_days = window.count()};
  prove_days_without_use(call, request.key_id);
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   record = keys::with_deletion_scheduled(std::move(record), window, call.now());
                   response.key_id = record.arn();
                   response.deletion_date = record.deletion_date;
                   response.key_state = keys::state_at(record, call.now());
                   return {};
                 }));
  return response;
}

}  // namespace trent::operations
