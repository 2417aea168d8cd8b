// keys/key_record.h: what is known of a KMS key and of its material. Plain data, stored as it is.
//
// Nothing here is secret: key material appears only wrapped under a domain key. A key's state is
// not stored; keys/key_state.h derives it from the record and the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "keys/ids.h"
#include "keys/key_types.h"

namespace trent::keys {

// How material became current.
struct Rotation {
  RotationType type = RotationType::AUTOMATIC;
  Timestamp date{};  // when it was done

  bool operator==(const Rotation&) const = default;
};

// Automatic rotation; see keys/rotation.h.
struct RotationSchedule {
  std::chrono::days period{};
  Timestamp next{};  // when the next rotation is due

  bool operator==(const RotationSchedule&) const = default;
};

// One generation of a key's material. Symmetric, HMAC and asymmetric keys all use this model.
struct MaterialVersion {
  KeyMaterialId id;
  KeyMaterialState state = KeyMaterialState::CURRENT;
  Timestamp created{};                // when generated, or first imported
  std::optional<Rotation> rotation;   // none: the first material, or pending rotation
  std::string description;            // KeyMaterialDescription; empty when none was given
  std::optional<Timestamp> valid_to;  // set exactly for KEY_MATERIAL_EXPIRES
  std::uint32_t domain_key = 0;       // number of the domain key that wraps `wrapped`
  Bytes wrapped;                      // docs/formats/wrapped-material.md; empty: deleted, expired
  Bytes public_key;                   // of an asymmetric key: DER SubjectPublicKeyInfo; else empty

  bool operator==(const MaterialVersion&) const = default;

  // Current or formerly current: the key needs it for ever (kms-behaviour.md 6.8).
  bool permanently_associated() const {
    return state == KeyMaterialState::CURRENT || state == KeyMaterialState::NON_CURRENT;
  }
  // Expiry takes effect at its instant, erased or not.
  bool present_at(Timestamp now) const {
    return !wrapped.empty() && !(valid_to && *valid_to <= now);
  }
};

// What related keys know of each other; see keys/multi_region.h.
struct MultiRegion {
  Region primary;                // where the primary key is
  std::vector<Region> replicas;  // where the replica keys are, in order of name

  bool operator==(const MultiRegion&) const = default;
};

struct KeyRecord {
  KeyRef ref;
  std::uint64_t revision = 0;  // 0: not stored yet. The store counts up; see storage/store.h
  KeySpec spec = KeySpec::SYMMETRIC_DEFAULT;
  KeyUsage usage = KeyUsage::ENCRYPT_DECRYPT;
  Origin origin = Origin::AWS_KMS;
  KeyManager manager = KeyManager::CUSTOMER;
  Timestamp created{};
  std::string description;
  bool enabled = true;                     // what EnableKey and DisableKey switch
  std::optional<Timestamp> deletion_date;  // set while pending deletion
  // Set while a primary key waits for its replicas to be deleted: its own window comes then.
  std::optional<std::chrono::days> window_after_replicas;
  std::optional<RotationSchedule> rotation_schedule;  // set while automatic rotation is enabled
  std::optional<MultiRegion> multi_region;            // set for multi-Region keys, for ever
  std::string policy;                                 // the key policy, byte for byte as it was put
  // Users and roles that the policy names, by ARN, with the unique ids they had when it was put.
  std::map<std::string, std::string> policy_principals;
  std::map<std::string, std::string> tags;  // in key order
  std::vector<MaterialVersion> materials;   // oldest first; at most one CURRENT

  bool operator==(const KeyRecord&) const = default;

  std::string arn() const { return arn_of(ref); }
  bool is_primary() const { return multi_region && multi_region->primary == ref.scope.region; }
  bool is_replica() const { return multi_region && !is_primary(); }
  bool is_pending_deletion() const { return deletion_date || window_after_replicas; }
  const MaterialVersion* current_material() const;
  const MaterialVersion* find_material(const KeyMaterialId& id) const;
  MaterialVersion* find_material(const KeyMaterialId& id);
};

struct AliasRecord {
  AliasRef ref;
  std::uint64_t revision = 0;
  KeyId target;
  Timestamp created{};
  Timestamp updated{};

  bool operator==(const AliasRecord&) const = default;
};

// The next moment at which something happens to the key by itself: material expires, a pending
// deletion is due, or an automatic rotation. Nothing when no such moment is set.
std::optional<Timestamp> next_due(const KeyRecord& key);

}  // namespace trent::keys
