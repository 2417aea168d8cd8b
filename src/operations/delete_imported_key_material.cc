// Source: kms-behaviour.md section 6.9.
#include "operations/delete_imported_key_material.h"

#include <fmt/format.h>

#include "keys/imported_material.h"
#include "keys/key_specs.h"

namespace trent::operations {

Result<DeleteImportedKeyMaterialResponse> delete_imported_key_material(
    Call& call, const DeleteImportedKeyMaterialRequest& request) {
  std::optional<keys::KeyMaterialId> chosen;
  if (request.key_material_id) chosen = keys::KeyMaterialId(*request.key_material_id);
  std::optional<keys::KeyMaterialId> deleted;
  TRY_ASSIGN(const access::AdmittedKey key,
             change_key(call, request.key_id,
                        [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                          if (chosen && !keys::shows_material_ids(record.spec))
                            return fail(ErrorCode::Validation,
                                        fmt::format("KeyMaterialId is not valid for key spec {}.",
                                                    name_of(record.spec)));
                          TRY_ASSIGN(auto outcome, keys::with_deleted_material(std::move(record),
                                                                               chosen, call.now()));
                          deleted = outcome.id;
                          record = std::move(outcome.key);
                          return {};
                        }));
  DeleteImportedKeyMaterialResponse response{.key_id = key.record().arn(), .key_material_id = {}};
  if (deleted && keys::shows_material_ids(key.record().spec))
    response.key_material_id = deleted->str();
  return response;
}

}  // namespace trent::operations
