// tests/model/model_key_life.cc: from CreateKey to deletion, rotation, and other Regions.
#include <fmt/format.h>

#include <algorithm>

#include "model.h"
#include "words.h"

namespace trent::model {

Expectation Model::create_key(const Step& step, const std::string& id) {
  Key key{.number = ++numbers_,
          .id = id,
          .account = step.caller,
          .spec = step.spec,
          .external = step.external != 0,
          .multi_region = step.multi_region != 0,
          .primary = step.region,
          .versions = {},
          .pending = {},
          .regions = {}};
  if (!key.external) key.versions.push_back(fresh());
  RegionalKey here{.created = now_};
  if (step.description != 0) here.description = fmt::format("description {}", step.description);
  if (step.tag != 0) here.tags[tag_key(step.tag)] = "first";
  key.regions[step.region] = here;
  keys_.push_back(key);
  slots_[step.key] = key.number;
  return {.failures = {}, .body = {{"KeyMetadata", metadata(key, step.region)}}};
}

Expectation Model::key_life(const Step& step) {
  const Target target = admit(step, step.kind == Kind::DescribeKey);
  if (step.kind == Kind::ScheduleKeyDeletion && step.days != 0 && (step.days < 7 || step.days > 30))
    return fails("ValidationException", "PendingWindowInDays must be between 7 and 30");
  if (target.failure) return fails(*target.failure);
  RegionalKey& here = *target.here;
  const std::string name = arn(*target.key, target.region);
  switch (step.kind) {
    case Kind::DescribeKey:
      return {.failures = {}, .body = {{"KeyMetadata", metadata(*target.key, target.region)}}};
    case Kind::EnableKey: {
      Key& key = *target.key;
      const bool overdue = !here.enabled && key.primary == target.region && key.period_days != 0 &&
                           key.next_rotation <= now_;
      here.enabled = true;
      // However many were missed, the next sweep makes one, and the schedule begins there.
      if (overdue) key.next_rotation = now_;
      return {};
    }
    case Kind::DisableKey: here.enabled = false; return {};
    case Kind::UpdateKeyDescription:
      here.description =
          step.description == 0 ? "" : fmt::format("description {}", step.description);
      return {};
    case Kind::CancelKeyDeletion:
      here.enabled = false;
      here.deletion_date.reset();
      here.waiting_days = 0;
      return {.failures = {}, .body = {{"KeyId", name}}};
    default: {  // ScheduleKeyDeletion
      const int days = step.days == 0 ? 30 : step.days;
      json::object body{{"KeyId", name}, {"PendingWindowInDays", days}};
      if (target.key->primary == target.region && target.key->regions.size() > 1) {
        here.waiting_days = days;
        body["KeyState"] = "PendingReplicaDeletion";
      } else {
        here.deletion_date = now_ + days * kDay;
        body["KeyState"] = "PendingDeletion";
        body["DeletionDate"] = seconds(*here.deletion_date);
      }
      return {.failures = {}, .body = std::move(body)};
    }
  }
}

Expectation Model::rotation(const Step& step) {
  Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
  if (target.failure) return fails(*target.failure);
  Key& key = *target.key;
  const std::string name = arn(key, target.region);
  if (step.kind == Kind::GetKeyRotationStatus) {
    const State state = state_of(key, *target.here);
    const bool on = key.period_days != 0 && state != State::PendingDeletion &&
                    state != State::PendingReplicaDeletion;
    json::object body{{"KeyId", name}, {"KeyRotationEnabled", on}};
    if (on) {
      body["RotationPeriodInDays"] = key.period_days;
      body["NextRotationDate"] = seconds(key.next_rotation);
    }
    return {.failures = {}, .body = std::move(body)};
  }
  if (key.external && key.spec == spec::Symmetric)
    return fails("UnsupportedOperationException",
                 name + " origin is EXTERNAL which is not valid for this operation.");
  // For imported keys that could not rotate anyway AWS documents two answers.
  if (key.external) return fails("UnsupportedOperationException", kAnyMessage);
  target.failure = state_failure(target, name_of(step.kind));
  if (target.failure) return fails(*target.failure);
  if (key.spec != spec::Symmetric) return fails("UnsupportedOperationException", kAnyMessage);
  if (key.multi_region)
    if (const auto failure = primary_failure(target)) return fails(*failure);
  if (step.kind == Kind::DisableKeyRotation) {
    key.period_days = 0;
    return {};
  }
  const int period = step.days == 0 ? 365 : step.days;
  if (key.period_days != period) key.next_rotation = now_ + period * kDay;
  key.period_days = period;
  return {};
}

Expectation Model::rotate_on_demand(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  Key& key = *target.key;
  const std::string name = arn(key, target.region);
  if (key.spec != spec::Symmetric) return fails("UnsupportedOperationException", kAnyMessage);
  if (key.multi_region)
    if (const auto failure = primary_failure(target)) return fails(*failure);
  if (key.rotations_on_demand >= 25)
    return fails("LimitExceededException",
                 "The on-demand rotations limit has been reached for the given keyId. No more "
                 "on-demand rotations can be performed for this key: " +
                     name);
  if (key.period_days != 0 && key.next_rotation - now_ <= 20 * 60'000)
    return fails("ConflictException");
  if (!key.external) {
    rotate(key, fresh(), true);
  } else {
    const bool everywhere =
        key.pending && std::ranges::all_of(key.regions, [&](const auto& entry) {
          return is_gone(entry.second) || is_present(entry.second, *key.pending);
        });
    if (!everywhere)
      return fails("KMSInvalidStateException",
                   "No available key material pending rotation for the key: " + name + ".");
    rotate(key, *key.pending, true);
    key.pending.reset();
  }
  ++key.rotations_on_demand;
  return {.failures = {}, .body = {{"KeyId", name}}};
}

Expectation Model::list_rotations(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  const Key& key = *target.key;
  if (key.spec != spec::Symmetric) return fails("UnsupportedOperationException");
  json::array rotations;
  const auto add = [&](const Version& version, const char* state) {
    json::object entry{{"KeyId", arn(key, target.region)},
                       {"KeyMaterialId", material_id(key, version)},
                       {"KeyMaterialState", state}};
    if (version.rotated) {
      entry["RotationDate"] = seconds(*version.rotated);
      entry["RotationType"] = version.on_demand ? "ON_DEMAND" : "AUTOMATIC";
    }
    if (key.external) {
      const bool present = is_present(*target.here, version);
      if (version.description) entry["KeyMaterialDescription"] = *version.description;
      entry["ImportState"] = present ? "IMPORTED" : "PENDING_IMPORT";
      if (present) {
        const auto valid_to = target.here->imported.at(version.number).valid_to;
        entry["ExpirationModel"] =
            valid_to ? "KEY_MATERIAL_EXPIRES" : "KEY_MATERIAL_DOES_NOT_EXPIRE";
        if (valid_to) entry["ValidTo"] = seconds(*valid_to);
      }
    }
    rotations.push_back(std::move(entry));
  };
  for (const Version& version : key.versions)
    if (step.all != 0 || version.rotated)
      add(version, &version == &key.versions.back() ? "CURRENT" : "NON_CURRENT");
  if (step.all != 0 && key.pending) {
    const bool everywhere = std::ranges::all_of(key.regions, [&](const auto& entry) {
      return is_gone(entry.second) || is_present(entry.second, *key.pending);
    });
    add(*key.pending, everywhere ? "PENDING_ROTATION" : "PENDING_MULTI_REGION_IMPORT_AND_ROTATION");
  }
  return {.failures = {}, .body = {{"Rotations", std::move(rotations)}, {"Truncated", false}}};
}

// --- multi-Region -----------------------------------------------------------------------------

Expectation Model::replicate(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  if (const auto failure = primary_failure(target)) return fails(*failure);
  Key& key = *target.key;
  if (find(key, step.to_region))
    return fails("AlreadyExistsException",
                 fmt::format("The key '{}' exists already in {}.", arn(key, step.to_region),
                             kRegionNames.at(index(step.to_region))));
  RegionalKey replica{.created = now_};
  if (step.description != 0) replica.description = fmt::format("description {}", step.description);
  if (step.tag != 0) replica.tags[tag_key(step.tag)] = "first";
  key.regions[step.to_region] = replica;
  std::erase_if(aliases_, [&](const auto& entry) {
    return entry.second.key == key.number && std::get<1>(entry.first) == step.to_region;
  });
  json::object shown = metadata(key, step.to_region);
  shown["KeyState"] = "Creating";
  shown["Enabled"] = false;
  shown.erase("CurrentKeyMaterialId");
  json::object body{{"ReplicaKeyMetadata", std::move(shown)}, {"ReplicaPolicy", kAnything}};
  if (step.tag != 0)
    body["ReplicaTags"] =
        json::array{json::object{{"TagKey", tag_key(step.tag)}, {"TagValue", "first"}}};
  return {.failures = {}, .body = std::move(body)};
}

Expectation Model::update_primary(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  if (const auto failure = primary_failure(target)) return fails(*failure);
  Key& key = *target.key;
  RegionalKey* there = find(key, step.to_region);
  if (step.to_region == target.region)
    return fails("UnsupportedOperationException",
                 arn(key, target.region) + " is the primary key already.");
  if (!there) return fails("NotFoundException", kAnyMessage);
  Target other = target;
  other.here = there;
  other.region = step.to_region;
  if (const auto failure = state_failure(other, name_of(step.kind))) return fails(*failure);
  key.primary = step.to_region;
  return {};
}

}  // namespace trent::model
