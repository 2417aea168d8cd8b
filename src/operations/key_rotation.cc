#include "operations/key_rotation.h"

#include "keys/rotation.h"

namespace trent::operations {
namespace {

constexpr std::int64_t kPeriodDaysUsual = 365;

}  // namespace

Result<wire::NoOutput> enable_key_rotation(Call& call, const EnableKeyRotationRequest& request) {
  const std::chrono::days period(request.rotation_period_in_days.value_or(kPeriodDaysUsual));
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   TRY(keys::require_rotation_managed_here(record));
                   record =
                       keys::with_automatic_rotation_enabled(std::move(record), period, call.now());
                   return {};
                 }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> disable_key_rotation(Call& call, const KeyIdRequest& request) {
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   TRY(keys::require_rotation_managed_here(record));
                   record = keys::with_automatic_rotation_disabled(std::move(record));
                   return {};
                 }));
  return wire::NoOutput{};
}

Result<GetKeyRotationStatusResponse> get_key_rotation_status(Call& call,
                                                             const KeyIdRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  GetKeyRotationStatusResponse response{.key_id = key.record().arn()};
  if (const auto schedule = keys::shown_rotation_schedule(key.record())) {
    response.key_rotation_enabled = true;
    response.rotation_period_in_days = schedule->period.count();
    response.next_rotation_date = schedule->next;
  }
  return response;
}

}  // namespace trent::operations
