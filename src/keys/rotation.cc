#include "keys/rotation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "keys/key_specs.h"
#include "keys/multi_region.h"

namespace trent::keys {
namespace {

// The material that was current decrypts from now on; `chosen`, one of the key's, takes its place.
void make_current(KeyRecord& key, MaterialVersion& chosen, Rotation rotation) {
  for (MaterialVersion& material : key.materials)
    if (material.state == KeyMaterialState::CURRENT) material.state = KeyMaterialState::NON_CURRENT;
  chosen.state = KeyMaterialState::CURRENT;
  chosen.rotation = rotation;
}

KeyRecord with_new_current_material(KeyRecord key, MaterialVersion fresh, Rotation rotation) {
  key.materials.push_back(std::move(fresh));
  make_current(key, key.materials.back(), rotation);
  return key;
}

// Rotated material stays with its key for ever, so its history is the count.
std::size_t on_demand_rotations(const KeyRecord& key) {
  return static_cast<std::size_t>(
      std::ranges::count_if(key.materials, [](const MaterialVersion& material) {
        return material.rotation && material.rotation->type == RotationType::ON_DEMAND;
      }));
}

}  // namespace

Result<void> require_rotatable(const KeyRecord& key) {
  if (key.spec == KeySpec::SYMMETRIC_DEFAULT) return {};
  return fail_silently(ErrorCode::UnsupportedOperation);
}

Result<void> require_rotation_managed_here(const KeyRecord& key) {
  TRY(require_rotatable(key));
  return require_not_replica(key);
}

KeyRecord with_automatic_rotation_enabled(KeyRecord key, std::chrono::days period, Timestamp now) {
  if (!key.rotation_schedule || key.rotation_schedule->period != period)
    key.rotation_schedule = RotationSchedule{.period = period, .next = now + period};
  return key;
}

KeyRecord with_automatic_rotation_disabled(KeyRecord key) {
  key.rotation_schedule.reset();
  return key;
}

KeyRecord with_use_enabled(KeyRecord key, Timestamp now) {
  if (key.rotation_schedule && !key.enabled && !key.is_replica())
    key.rotation_schedule->next = std::max(key.rotation_schedule->next, now);
  key.enabled = true;
  return key;
}

std::optional<RotationSchedule> shown_rotation_schedule(const KeyRecord& key) {
  if (key.is_pending_deletion()) return std::nullopt;
  return key.rotation_schedule;
}

std::optional<Timestamp> next_automatic_rotation(const KeyRecord& key) {
  if (!key.rotation_schedule || !key.enabled || key.is_pending_deletion()) return std::nullopt;
  if (key.is_replica()) return std::nullopt;
  return key.rotation_schedule->next;
}

KeyRecord with_automatic_rotation(KeyRecord key, MaterialVersion fresh, Timestamp now) {
  TRENT_ASSERT(key.rotation_schedule && key.rotation_schedule->next <= now);
  key.rotation_schedule->next += key.rotation_schedule->period;
  return with_new_current_material(std::move(key), std::move(fresh),
                                   {.type = RotationType::AUTOMATIC, .date = now});
}

Result<void> require_on_demand_rotation_allowed(const KeyRecord& key, Timestamp now) {
  TRY(require_rotation_managed_here(key));
  if (on_demand_rotations(key) >= kOnDemandRotationsMax)
    return fail(ErrorCode::LimitExceeded,
                "The on-demand rotations limit has been reached for the given keyId. No more "
                "on-demand rotations can be performed for this key: " +
                    key.arn());
  const auto next = next_automatic_rotation(key);
  if (next && *next - now <= kAutomaticRotationGuard)
    return fail_silently(ErrorCode::ConflictingRotation);
  return {};
}

KeyRecord with_on_demand_rotation(KeyRecord key, MaterialVersion fresh, Timestamp now) {
  return with_new_current_material(std::move(key), std::move(fresh),
                                   {.type = RotationType::ON_DEMAND, .date = now});
}

Result<KeyRecord> with_pending_material_rotated(KeyRecord key, Timestamp now) {
  const auto pending = std::ranges::find_if(key.materials, [now](const MaterialVersion& material) {
    return material.state == KeyMaterialState::PENDING_ROTATION && material.present_at(now);
  });
  if (pending == key.materials.end())
    return fail(
        ErrorCode::InvalidState,
        fmt::format("No available key material pending rotation for the key: {}.", key.arn()));
  make_current(key, *pending, {.type = RotationType::ON_DEMAND, .date = now});
  return key;
}

}  // namespace trent::keys
