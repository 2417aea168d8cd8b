#include "operations/enable_key.h"

#include "keys/rotation.h"
#include "operations/days_without_use.h"

namespace trent::operations {

// Setting what is already set succeeds and writes nothing.

Result<wire::NoOutput> enable_key(Call& call, const KeyIdRequest& request) {
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   record = keys::with_use_enabled(std::move(record), call.now());
                   return {};
                 }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> disable_key(Call& call, const KeyIdRequest& request) {
  prove_days_without_use(call, request.key_id);
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   record.enabled = false;
                   return {};
                 }));
  return wire::NoOutput{};
}

}  // namespace trent::operations
