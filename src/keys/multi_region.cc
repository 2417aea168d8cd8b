#include "keys/multi_region.h"

#include <algorithm>

#include "base/assert.h"

namespace trent::keys {
namespace {

const MultiRegion& regions_of(const KeyRecord& key) {
  TRENT_ASSERT(key.multi_region.has_value());
  return *key.multi_region;
}

// Bytes and expiry of imported material are each Region's own.
void keep_own_bytes(MaterialVersion& shared, const MaterialVersion* own) {
  shared.domain_key = own ? own->domain_key : 0;
  shared.wrapped = own ? own->wrapped : Bytes{};
  shared.valid_to = own ? own->valid_to : std::nullopt;
}

void share(const KeyRecord& primary, KeyRecord& replica) {
  std::vector<MaterialVersion> materials = primary.materials;
  if (primary.origin == Origin::EXTERNAL)
    for (MaterialVersion& material : materials)
      keep_own_bytes(material, replica.find_material(material.id));
  replica.materials = std::move(materials);
  replica.rotation_schedule = primary.rotation_schedule;
}

KeyRecord& primary_of(RelatedKeys& related) {
  const auto found = std::ranges::find_if(related, &KeyRecord::is_primary);
  TRENT_ASSERT(found != related.end());
  return *found;
}

bool is_in_every_region(const RelatedKeys& related, const KeyMaterialId& id, Timestamp now) {
  return std::ranges::all_of(related, [&](const KeyRecord& key) {
    const MaterialVersion* material = key.find_material(id);
    return material && material->present_at(now);
  });
}

// All have the same materials in the same order: they were shared just before.
void let_pending_material_wait(RelatedKeys& related, Timestamp now) {
  for (std::size_t i = 0; i < related.front().materials.size(); ++i) {
    const MaterialVersion& pending = related.front().materials[i];
    if (pending.permanently_associated()) continue;
    const KeyMaterialState state = is_in_every_region(related, pending.id, now)
                                       ? KeyMaterialState::PENDING_ROTATION
                                       : KeyMaterialState::PENDING_MULTI_REGION_IMPORT_AND_ROTATION;
    for (KeyRecord& key : related) key.materials[i].state = state;
  }
}

void set_regions(RelatedKeys& related, const MultiRegion& regions) {
  for (KeyRecord& key : related) key.multi_region = regions;
}

}  // namespace

std::vector<KeyRef> related_refs(const KeyRecord& key) {
  std::vector<KeyRef> refs{key.ref};
  if (!key.multi_region) return refs;
  const auto add = [&](const Region& region) {
    if (region != key.ref.scope.region)
      refs.push_back({{key.ref.scope.account, region}, key.ref.id});
  };
  add(key.multi_region->primary);
  std::ranges::for_each(key.multi_region->replicas, add);
  return refs;
}

Result<void> require_primary(const KeyRecord& key) {
  if (key.is_primary()) return {};
  return fail(ErrorCode::UnsupportedOperation, key.arn() + " is not a multi-region primary key.");
}

Result<void> require_not_replica(const KeyRecord& key) {
  return key.is_replica() ? require_primary(key) : Result<void>{};
}

RelatedKeys synchronised(RelatedKeys related, Timestamp now) {
  if (!related.front().multi_region) return related;
  const KeyRecord& primary = primary_of(related);
  for (KeyRecord& key : related)
    if (key.is_replica()) share(primary, key);
  let_pending_material_wait(related, now);
  return related;
}

RelatedKeys with_replica(RelatedKeys related, ReplicaDetails details, Timestamp now) {
  KeyRecord replica = related.front();
  TRENT_ASSERT(replica.is_primary());
  MultiRegion regions = regions_of(replica);
  regions.replicas.insert(std::ranges::upper_bound(regions.replicas, details.region),
                          details.region);
  replica.ref.scope.region = std::move(details.region);
  replica.revision = 0;
  replica.created = now;
  replica.description = std::move(details.description);
  replica.policy = std::move(details.policy);
  replica.policy_principals = std::move(details.policy_principals);
  replica.tags = std::move(details.tags);
  if (replica.origin == Origin::EXTERNAL) replica.materials.clear();  // are imported there too
  related.push_back(std::move(replica));
  set_regions(related, regions);
  return synchronised(std::move(related), now);
}

RelatedKeys without_replica(RelatedKeys related, const Region& region, Timestamp now) {
  MultiRegion regions = regions_of(related.front());
  std::erase(regions.replicas, region);
  std::erase_if(related, [&](const KeyRecord& key) { return key.ref.scope.region == region; });
  set_regions(related, regions);
  KeyRecord& primary = primary_of(related);
  if (primary.window_after_replicas && regions.replicas.empty()) {
    primary.deletion_date = now + *primary.window_after_replicas;
    primary.window_after_replicas.reset();
  }
  return synchronised(std::move(related), now);
}

RelatedKeys with_primary_in(RelatedKeys related, const Region& region) {
  MultiRegion regions = regions_of(related.front());
  const auto found = std::ranges::find(regions.replicas, region);
  TRENT_ASSERT(found != regions.replicas.end());
  std::swap(*found, regions.primary);
  std::ranges::sort(regions.replicas);
  set_regions(related, regions);
  return related;
}

bool shared_properties_differ(const RelatedKeys& before, const RelatedKeys& after) {
  const auto same = [](const KeyRecord& a, const KeyRecord& b) {
    return a.multi_region == b.multi_region && a.rotation_schedule == b.rotation_schedule &&
           a.materials == b.materials;
  };
  return !std::ranges::equal(before, after, same);
}

}  // namespace trent::keys
