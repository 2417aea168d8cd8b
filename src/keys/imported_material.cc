#include "keys/imported_material.h"

#include <fmt/format.h>

#include <algorithm>

#include "keys/key_state.h"
#include "keys/multi_region.h"

namespace trent::keys {
namespace {

bool is_pending(const MaterialVersion& material) { return !material.permanently_associated(); }

void drop_bytes(MaterialVersion& version) {
  version.wrapped.clear();
  version.valid_to.reset();
  version.domain_key = 0;
}

// Erases one of the key's materials. Pending material whose bytes are gone is as good as never
// imported, unless the primary key has it.
void erase(KeyRecord& key, const KeyMaterialId& id) {
  drop_bytes(*key.find_material(id));
  if (key.is_replica()) return;
  std::erase_if(key.materials, [&](const MaterialVersion& material) {
    return material.id == id && is_pending(material);
  });
}

Result<void> require_none_pending_besides(const KeyRecord& key, const KeyMaterialId& id) {
  const auto pending = std::ranges::find_if(key.materials, is_pending);
  if (pending == key.materials.end() || pending->id == id) return {};
  return fail(ErrorCode::InvalidState,
              fmt::format("New key material (id: {}) cannot be imported into KMS key {}, because "
                          "another key material (id: {}) is pending rotation.",
                          id.view(), key.arn(), pending->id.view()));
}

void put_bytes(MaterialVersion& version, ImportedMaterial&& material) {
  version.domain_key = material.domain_key;
  version.wrapped = std::move(material.wrapped);
  version.public_key = std::move(material.public_key);
  version.valid_to = material.valid_to;
  if (material.description) version.description = *std::move(material.description);
}

Result<void> add_new(KeyRecord& key, ImportedMaterial&& material, Timestamp now) {
  TRY(require_none_pending_besides(key, material.id));
  if (key.find_material(material.id)) return fail_silently(ErrorCode::IncorrectKeyMaterial);
  MaterialVersion version{.id = material.id, .created = now};
  version.state =
      key.current_material() ? KeyMaterialState::PENDING_ROTATION : KeyMaterialState::CURRENT;
  put_bytes(version, std::move(material));
  key.materials.push_back(std::move(version));
  return {};
}

Result<void> restore_existing(KeyRecord& key, ImportedMaterial&& material) {
  MaterialVersion* version = key.find_material(material.id);
  if (!version) return fail_silently(ErrorCode::IncorrectKeyMaterial);
  put_bytes(*version, std::move(material));
  return {};
}

// What a replica may not take: both are its primary's to decide.
Result<void> require_replica_may_take(const KeyRecord& key, const ImportedMaterial& material) {
  if (material.type == ImportType::NEW_KEY_MATERIAL || material.description)
    return require_not_replica(key);
  return {};
}

}  // namespace

Result<KeyRecord> with_imported_material(KeyRecord key, ImportedMaterial material, Timestamp now) {
  const bool was_pending_import = state_at(key, now) == KeyState::PendingImport;
  TRY(require_replica_may_take(key, material));
  erase_expired_material(key, now);
  if (material.expected_id &&
      (*material.expected_id != material.id || !key.find_material(material.id)))
    return fail_silently(ErrorCode::IncorrectKeyMaterial);
  const ImportType type = material.type.value_or(
      key.materials.empty() ? ImportType::NEW_KEY_MATERIAL : ImportType::EXISTING_KEY_MATERIAL);
  if (type == ImportType::NEW_KEY_MATERIAL)
    TRY(add_new(key, std::move(material), now));
  else
    TRY(restore_existing(key, std::move(material)));
  if (was_pending_import) key.enabled = true;
  return key;
}

Result<DeletedMaterial> with_deleted_material(KeyRecord key, const std::optional<KeyMaterialId>& id,
                                              Timestamp now) {
  const MaterialVersion* chosen = id ? key.find_material(*id) : key.current_material();
  if (id && !chosen)
    return fail(ErrorCode::NotFound,
                fmt::format("Key material '{}' of key '{}' does not exist", id->view(), key.arn()));
  if (!chosen) return DeletedMaterial{std::move(key), std::nullopt};
  const KeyMaterialId chosen_id = chosen->id;
  erase(key, chosen_id);
  erase_expired_material(key, now);
  return DeletedMaterial{std::move(key), chosen_id};
}

bool is_forgotten_at(const KeyRecord& key, const MaterialVersion& material, Timestamp now) {
  const bool expired = material.valid_to && *material.valid_to <= now;
  return is_pending(material) && expired && !key.is_replica();
}

bool erase_expired_material(KeyRecord& key, Timestamp now) {
  std::vector<KeyMaterialId> expired;
  for (const MaterialVersion& material : key.materials)
    if (!material.wrapped.empty() && !material.present_at(now)) expired.push_back(material.id);
  for (const KeyMaterialId& id : expired) erase(key, id);
  return !expired.empty();
}

Expiry expiry_at(const KeyRecord& key, Timestamp now) {
  if (key.origin != Origin::EXTERNAL || !key.current_material()) return {};
  Expiry expiry{.model = ExpirationModel::KEY_MATERIAL_DOES_NOT_EXPIRE, .valid_to = {}};
  for (const MaterialVersion& material : key.materials) {
    if (is_pending(material)) continue;
    if (!material.present_at(now)) return {};
    if (!material.valid_to) continue;
    expiry.model = ExpirationModel::KEY_MATERIAL_EXPIRES;
    expiry.valid_to =
        expiry.valid_to ? std::min(*expiry.valid_to, *material.valid_to) : *material.valid_to;
  }
  return expiry;
}

}  // namespace trent::keys
