#include "operations/key_metadata.h"

#include "keys/imported_material.h"
#include "keys/key_specs.h"
#include "operations/members.h"

namespace trent::operations {

namespace {

MultiRegionKey related_in(const keys::Region& region, const keys::KeyRecord& key) {
  const keys::KeyRef ref{{key.ref.scope.account, region}, key.ref.id};
  return {.arn = keys::arn_of(ref), .region = region.str()};
}

std::optional<MultiRegionConfiguration> configuration_of(const keys::KeyRecord& key) {
  if (!key.multi_region) return std::nullopt;
  MultiRegionConfiguration configuration{
      .type =
          key.is_primary() ? keys::MultiRegionKeyType::PRIMARY : keys::MultiRegionKeyType::REPLICA,
      .primary_key = related_in(key.multi_region->primary, key),
      .replica_keys = {},
  };
  for (const keys::Region& region : key.multi_region->replicas)
    configuration.replica_keys.push_back(related_in(region, key));
  return configuration;
}

}  // namespace

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
      .key_manager = key.manager,
      .customer_master_key_spec = key.spec,
      .key_spec = key.spec,
      .multi_region = key.multi_region.has_value(),
      .multi_region_configuration = configuration_of(key),
  };
  if (key.window_after_replicas)
    metadata.pending_deletion_window_in_days = key.window_after_replicas->count();
  keys::Algorithms algorithms = keys::algorithms_for(key.spec, key.usage);
  metadata.encryption_algorithms = none_if_empty(std::move(algorithms.encryption));
  metadata.signing_algorithms = none_if_empty(std::move(algorithms.signing));
  metadata.key_agreement_algorithms = none_if_empty(std::move(algorithms.key_agreement));
  metadata.encapsulation_algorithms = none_if_empty(std::move(algorithms.encapsulation));
  metadata.mac_algorithms = none_if_empty(std::move(algorithms.mac));
  if (const keys::MaterialVersion* current = key.current_material();
      current && keys::shows_material_ids(key.spec))
    metadata.current_key_material_id = current->id.str();
  return metadata;
}

}  // namespace trent::operations
