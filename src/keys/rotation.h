// keys/rotation.h: what rotation does to a key: new material becomes current, the material before
// it decrypts for ever.
//
// Pure functions from a record to its successor, as in keys/imported_material.h. Making material is
// not their business: they are handed it.
//
// Source: kms-behaviour.md section 7.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "base/error.h"
#include "keys/key_record.h"

namespace trent::keys {

inline constexpr std::size_t kOnDemandRotationsMax = 25;  // in a key's life
// So close to an automatic rotation, a key is not rotated on demand.
inline constexpr Duration kAutomaticRotationGuard = std::chrono::minutes(20);

// Only symmetric encryption keys rotate. Errors: UnsupportedOperation (without message).
Result<void> require_rotatable(const KeyRecord& key);
// Of related keys the primary is told to rotate, for all of them. Errors: UnsupportedOperation.
Result<void> require_rotation_managed_here(const KeyRecord& key);

// --- automatic rotation

// First rotates a period after `now`. A key that has this very period already keeps its schedule,
// so that calling again and again does not put the rotation off for ever.
KeyRecord with_automatic_rotation_enabled(KeyRecord key, std::chrono::days period, Timestamp now);
KeyRecord with_automatic_rotation_disabled(KeyRecord key);

// What EnableKey does: of the rotations that were missed while the key was disabled one is made up
// for, now, and the next comes a period later. Without a missed one the schedule just goes on.
KeyRecord with_use_enabled(KeyRecord key, Timestamp now);

// What users see of the schedule: none while pending deletion.
std::optional<RotationSchedule> shown_rotation_schedule(const KeyRecord& key);

// When the key rotates by itself: not while it is disabled or pending deletion. Replicas never do:
// they follow their primary (keys/multi_region.h).
std::optional<Timestamp> next_automatic_rotation(const KeyRecord& key);

// For a key whose next automatic rotation is due: does that one with `fresh`, material that was
// made for it. The next is due a period after this one was, which may be in the past as well: then
// it is to be made up for too.
KeyRecord with_automatic_rotation(KeyRecord key, MaterialVersion fresh, Timestamp now);

// --- rotation on demand

// Errors: UnsupportedOperation, ConflictingRotation (both without message), LimitExceeded.
Result<void> require_on_demand_rotation_allowed(const KeyRecord& key, Timestamp now);

// For a key that Trent makes the material of: `fresh` becomes current.
KeyRecord with_on_demand_rotation(KeyRecord key, MaterialVersion fresh, Timestamp now);

// For an imported key: the material that waits becomes current. Errors: InvalidState (none waits).
Result<KeyRecord> with_pending_material_rotated(KeyRecord key, Timestamp now);

}  // namespace trent::keys
