// Source: kms-behaviour.md sections 6.3 to 6.8.
#include "operations/import_key_material.h"

#include <fmt/format.h>

#include "keys/imported_material.h"
#include "keys/key_specs.h"
#include "material/import_tokens.h"

namespace trent::operations {
namespace {

constexpr Duration kValidityMax = std::chrono::days(365);

Result<void> require_valid_expiry(const ImportKeyMaterialRequest& request, Timestamp now) {
  if (request.expiration_model == keys::ExpirationModel::KEY_MATERIAL_DOES_NOT_EXPIRE) {
    if (!request.valid_to) return {};
    return fail(ErrorCode::Validation,
                "A validTo date must not be set if the ExpirationModel is "
                "KEY_MATERIAL_DOES_NOT_EXPIRE");
  }
  if (!request.valid_to)
    return fail(ErrorCode::Validation,
                "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
  if (*request.valid_to <= now) return fail(ErrorCode::Validation, "ValidTo must be in the future");
  if (*request.valid_to - now > kValidityMax)
    return fail(ErrorCode::Validation, "ValidTo must be within 365 days");
  return {};
}

Result<void> require_members_fit(const ImportKeyMaterialRequest& request, Timestamp now) {
  TRY(require_valid_expiry(request, now));
  if (request.key_material_id && request.import_type == keys::ImportType::NEW_KEY_MATERIAL)
    return fail(ErrorCode::Validation,
                "KeyMaterialId must not be set if the ImportType is NEW_KEY_MATERIAL");
  return {};
}

// Keys with one material for life know no kinds of import and no material ids.
Result<void> require_members_fit_key(const ImportKeyMaterialRequest& request,
                                     const keys::KeyRecord& key) {
  if (keys::shows_material_ids(key.spec)) return {};
  const auto refuse = [&](std::string_view member) {
    return fail(ErrorCode::Validation,
                fmt::format("{} is not valid for key spec {}.", member, name_of(key.spec)));
  };
  if (request.import_type) return refuse("ImportType");
  if (request.key_material_id) return refuse("KeyMaterialId");
  if (request.key_material_description) return refuse("KeyMaterialDescription");
  return {};
}

// What was sent, unwrapped under the token and wrapped again for the store.
Result<keys::ImportedMaterial> received_material(const Call& call, const access::AdmittedKey& key,
                                                 const ImportKeyMaterialRequest& request) {
  TRY_ASSIGN(const auto token,
             material::redeem_import_token(call.services().deployment_keys, key.record().ref,
                                           request.import_token, call.now()));
  TRY_ASSIGN(const SecretBytes material,
             material::unwrap_encrypted_material(token, request.encrypted_key_material));
  TRY_ASSIGN(auto imported, call.services().materials.wrap_imported(key, material));
  imported.type = request.import_type;
  imported.description = request.key_material_description;
  imported.valid_to = request.valid_to;
  if (request.key_material_id) imported.expected_id = keys::KeyMaterialId(*request.key_material_id);
  return imported;
}

}  // namespace

Result<ImportKeyMaterialResponse> import_key_material(Call& call,
                                                      const ImportKeyMaterialRequest& request) {
  TRY(require_members_fit(request, call.now()));
  keys::KeyMaterialId material_id;
  TRY_ASSIGN(
      const access::AdmittedKey key,
      change_key(call, request.key_id,
                 [&](const access::AdmittedKey& admitted, keys::KeyRecord& record) -> Result<void> {
                   TRY(require_members_fit_key(request, record));
                   TRY_ASSIGN(auto imported, received_material(call, admitted, request));
                   material_id = imported.id;
                   TRY_ASSIGN(record, keys::with_imported_material(
                                          std::move(record), std::move(imported), call.now()));
                   return {};
                 }));
  ImportKeyMaterialResponse response{.key_id = key.record().arn(), .key_material_id = {}};
  if (keys::shows_material_ids(key.record().spec)) response.key_material_id = material_id.str();
  return response;
}

}  // namespace trent::operations
