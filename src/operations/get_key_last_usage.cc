// Source: kms-behaviour.md section 10.10.
#include "operations/get_key_last_usage.h"

#include <algorithm>
#include <chrono>

namespace trent::operations {
namespace {

// Empty when the key was never used. AWS shows whole seconds here (1.3).
Result<KeyLastUsageData> last_usage_of(const Call& call, const keys::KeyRef& ref) {
  KeyLastUsageData data;
  const auto found = call.services().last_usage.find(ref);
  if (!found && found.error().code == ErrorCode::NotFound) return data;
  if (!found) return std::unexpected(found.error());
  data.operation = name_of(found->operation);
  data.timestamp = std::chrono::floor<std::chrono::seconds>(found->at);
  if (call.services().audit) data.cloud_trail_event_id = audit::event_id_of(found->request_id);
  data.kms_request_id = found->request_id;
  return data;
}

}  // namespace

Result<GetKeyLastUsageResponse> get_key_last_usage(Call& call, const KeyIdRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  const keys::KeyRecord& record = key.record();
  TRY_ASSIGN(KeyLastUsageData usage, last_usage_of(call, record.ref));
  return GetKeyLastUsageResponse{
      .key_id = record.ref.id.str(),
      .key_last_usage = std::move(usage),
      .tracking_start_date = std::max(record.created, call.services().last_usage.tracking_start()),
      .key_creation_date = record.created,
  };
}

}  // namespace trent::operations
