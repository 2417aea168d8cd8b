#include "operations/rotate_key_on_demand.h"

#include "keys/rotation.h"

namespace trent::operations {
namespace {

Result<keys::KeyRecord> rotated(const Call& call, keys::KeyRecord record) {
  TRY(keys::require_on_demand_rotation_allowed(record, call.now()));
  if (record.origin == keys::Origin::EXTERNAL)
    return keys::with_pending_material_rotated(std::move(record), call.now());
  TRY_ASSIGN(keys::MaterialVersion fresh, call.services().materials.generate(record, call.now()));
  return keys::with_on_demand_rotation(std::move(record), std::move(fresh), call.now());
}

}  // namespace

Result<RotateKeyOnDemandResponse> rotate_key_on_demand(Call& call, const KeyIdRequest& request) {
  keys::KeyRecord after;
  TRY_ASSIGN(const access::AdmittedKey key,
             change_key(call, request.key_id,
                        [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                          TRY_ASSIGN(record, rotated(call, std::move(record)));
                          after = record;
                          return {};
                        }));
  call.note_consequence(audit::key_rotated(key.record(), after, call.now()));
  return RotateKeyOnDemandResponse{key.record().arn()};
}

}  // namespace trent::operations
