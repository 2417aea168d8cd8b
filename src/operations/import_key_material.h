// operations/import_key_material.h: ImportKeyMaterial gives a key the material that the user made.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct ImportKeyMaterialRequest {
  std::string key_id;
  Bytes import_token;
  Bytes encrypted_key_material;
  std::optional<Timestamp> valid_to;
  keys::ExpirationModel expiration_model = keys::ExpirationModel::KEY_MATERIAL_EXPIRES;
  std::optional<keys::ImportType> import_type;
  std::optional<std::string> key_material_description;
  std::optional<std::string> key_material_id;
};

struct ImportKeyMaterialResponse {
  std::string key_id;
  std::optional<std::string> key_material_id;
};

Result<ImportKeyMaterialResponse> import_key_material(Call& call,
                                                      const ImportKeyMaterialRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::ImportKeyMaterialRequest> = std::tuple{
    member("KeyId",                  &operations::ImportKeyMaterialRequest::key_id, kRequired | kKeyId),
    member("ImportToken",            &operations::ImportKeyMaterialRequest::import_token, kRequired | kCiphertext),
    member("EncryptedKeyMaterial",   &operations::ImportKeyMaterialRequest::encrypted_key_material, kRequired | kCiphertext),
    member("ValidTo",                &operations::ImportKeyMaterialRequest::valid_to),
    member("ExpirationModel",        &operations::ImportKeyMaterialRequest::expiration_model),
    member("ImportType",             &operations::ImportKeyMaterialRequest::import_type),
    member("KeyMaterialDescription", &operations::ImportKeyMaterialRequest::key_material_description, kKeyMaterialDescription),
    member("KeyMaterialId",          &operations::ImportKeyMaterialRequest::key_material_id, kKeyMaterialId),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ImportKeyMaterialResponse> = std::tuple{
    member("KeyId",         &operations::ImportKeyMaterialResponse::key_id, kKeyId),
    member("KeyMaterialId", &operations::ImportKeyMaterialResponse::key_material_id, kKeyMaterialId),
};
// clang-format on
