#include "operations/update_key_description.h"

namespace trent::operations {

Result<wire::NoOutput> update_key_description(Call& call,
                                              const UpdateKeyDescriptionRequest& request) {
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   record.description = request.description;
                   return {};
                 }));
  return wire::NoOutput{};
}

}  // namespace trent::operations
