#include "operations/enable_key.h"

namespace trent::operations {
namespace {

// Setting what is already set succeeds and writes nothing.
Result<wire::NoOutput> set_enabled(Call& call, const std::string& key_id, bool enabled) {
  TRY(change_key(call, key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   record.enabled = enabled;
                   return {};
                 }));
  return wire::NoOutput{};
}

}  // namespace

Result<wire::NoOutput> enable_key(Call& call, const KeyIdRequest& request) {
  return set_enabled(call, request.key_id, true);
}

Result<wire::NoOutput> disable_key(Call& call, const KeyIdRequest& request) {
  return set_enabled(call, request.key_id, false);
}

}  // namespace trent::operations
