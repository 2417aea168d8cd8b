#include "audit/service_events.h"

#include <algorithm>

namespace trent::audit {
namespace {

ServiceEvent event(std::string_view name, const keys::KeyRef& key, Timestamp now) {
  return {.name = name, .key = key, .time = now, .names_key = false, .details = {}};
}

}  // namespace

ServiceEvent key_deleted(const keys::KeyRef& key, Timestamp now) {
  return event("DeleteKey", key, now);
}

ServiceEvent expired_material_deleted(const keys::KeyRef& key, Timestamp now) {
  ServiceEvent deleted = event("DeleteExpiredKeyMaterial", key, now);
  deleted.names_key = true;
  return deleted;
}

ServiceEvent key_rotated(const keys::KeyRecord& before, const keys::KeyRecord& after,
                         Timestamp now) {
  ServiceEvent rotated = event("RotateKey", after.ref, now);
  rotated.names_key = true;
  const keys::MaterialVersion* const current = after.current_material();
  const keys::MaterialVersion* const previous = before.current_material();
  if (current && current->rotation)
    rotated.details.emplace_back("rotationType", name_of(current->rotation->type));
  rotated.details.emplace_back("keyOrigin", name_of(after.origin));
  if (previous) rotated.details.emplace_back("previousKeyMaterialId", previous->id.str());
  if (current) rotated.details.emplace_back("currentKeyMaterialId", current->id.str());
  return rotated;
}

ServiceEvent key_created(const keys::KeyRef& key, Timestamp now) {
  return event("CreateKey", key, now);
}

ServiceEvent primary_region_updated(const keys::KeyRef& key, Timestamp now) {
  return event("UpdatePrimaryRegion", key, now);
}

std::vector<ServiceEvent> keys_synchronised(const keys::RelatedKeys& before,
                                            const keys::RelatedKeys& after, Timestamp now) {
  std::vector<ServiceEvent> events;
  for (const keys::KeyRecord& key : after) {
    const auto old = std::ranges::find(before, key.ref, &keys::KeyRecord::ref);
    if (&key != &after.front() && old != before.end() && *old != key)
      events.push_back(event("SynchronizeMultiRegionKey", key.ref, now));
  }
  return events;
}

}  // namespace trent::audit
