// operations/delete_imported_key_material.h: DeleteImportedKeyMaterial erases material that was
// imported.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct DeleteImportedKeyMaterialRequest {
  std::string key_id;
  std::optional<std::string> key_material_id;
};

struct DeleteImportedKeyMaterialResponse {
  std::string key_id;
  std::optional<std::string> key_material_id;  // none when the key never had material
};

Result<DeleteImportedKeyMaterialResponse> delete_imported_key_material(
    Call& call, const DeleteImportedKeyMaterialRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::DeleteImportedKeyMaterialRequest> = std::tuple{
    member("KeyId",         &operations::DeleteImportedKeyMaterialRequest::key_id, kRequired | kKeyId),
    member("KeyMaterialId", &operations::DeleteImportedKeyMaterialRequest::key_material_id, kKeyMaterialId),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::DeleteImportedKeyMaterialResponse> = std::tuple{
    member("KeyId",         &operations::DeleteImportedKeyMaterialResponse::key_id, kKeyId),
    member("KeyMaterialId", &operations::DeleteImportedKeyMaterialResponse::key_material_id, kKeyMaterialId | length(0, 64)),
};
// clang-format on
