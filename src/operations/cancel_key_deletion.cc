#include "operations/cancel_key_deletion.h"

#include "keys/deletion.h"

namespace trent::operations {

Result<CancelKeyDeletionResponse> cancel_key_deletion(Call& call, const KeyIdRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key,
             change_key(call, request.key_id,
                        [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                          record = keys::with_deletion_cancelled(std::move(record));
                          return {};
                        }));
  return CancelKeyDeletionResponse{key.record().arn()};
}

}  // namespace trent::operations
