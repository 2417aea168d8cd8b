#include "operations/key_metadata.h"

#include "keys/imported_material.h"
#include "keys/key_specs.h"

namespace trent::operations {

KeyMetadata metadata_of(const keys::KeyRecord& key, Timestamp now) {
  const keys::KeyState state = keys::state_at(key, now);
  const keys::Expiry expiry = keys::expiry_at(key, now);
  KeyMetadata metadata{
      .account_id = key.ref.scope.account.str(),
      .key_id = key.ref.id.str(),
      .arn = key.arn(),
      .creation_date = key.created,
      .enabled = state == keys::KeyState::Enabled,
      .description = key.description,
      .key_usage = key.usage,
      .key_state = state,
      .deletion_date = key.deletion_date,
      .valid_to = expiry.valid_to,
      .origin = key.origin,
      .expiration_model = expiry.model,
      .customer_master_key_spec = key.spec,
      .key_spec = key.spec,
  };
  // Of the algorithm lists only the one of the key's usage is shown.
  if (key.usage == keys::KeyUsage::ENCRYPT_DECRYPT)
    metadata.encryption_algorithms = keys::facts_of(key.spec).encryption_algorithms;
  if (const keys::MaterialVersion* current = key.current_material())
    metadata.current_key_material_id = current->id.str();
  return metadata;
}

}  // namespace trent::operations
