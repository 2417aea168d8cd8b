// keys/imported_material.h: what importing, deleting and expiring material does to a key.
//
// Pure functions from a record to its successor, so that every rule can be read and tested without
// a server: nothing changes unless they succeed and the caller stores the result.
//
// Source: kms-behaviour.md sections 6.5 to 6.9.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "keys/key_record.h"

namespace trent::keys {

// Material that came out of its wrapping and fits the key, with what the request said about it.
struct ImportedMaterial {
  KeyMaterialId id;  // computed from the key and the bytes
  std::uint32_t domain_key = 0;
  Bytes wrapped;
  Bytes public_key;                          // of an asymmetric key
  std::optional<ImportType> type;            // default: NEW for the first import, else EXISTING
  std::optional<KeyMaterialId> expected_id;  // the request's KeyMaterialId
  std::optional<std::string> description;    // default on reimport: the earlier one stays
  std::optional<Timestamp> valid_to;         // none: does not expire
};

// The first material becomes CURRENT; later new material waits as PENDING_ROTATION; material that
// the key already has gets its bytes, expiry and description replaced. A key that was PendingImport
// and is complete again is Enabled. A replica takes only material that its primary has, and its
// descriptions (6.10). Errors: InvalidState (other material is pending rotation),
// IncorrectKeyMaterial, UnsupportedOperation (new material, or a description, for a replica).
Result<KeyRecord> with_imported_material(KeyRecord key, ImportedMaterial material, Timestamp now);

struct DeletedMaterial {
  KeyRecord key;
  std::optional<KeyMaterialId> id;  // none when the key never had material
};

// Deletes the bytes of material `id`, or of the current material. What is known about permanently
// associated material stays; pending material is forgotten whole, so that other may take its place,
// but by a replica, which has it from its primary.
// Errors: NotFound (no such material in this key).
Result<DeletedMaterial> with_deleted_material(KeyRecord key, const std::optional<KeyMaterialId>& id,
                                              Timestamp now);

// Pending material that has expired is as good as never imported, erased or not; but a replica has
// what its primary has.
bool is_forgotten_at(const KeyRecord& key, const MaterialVersion& material, Timestamp now);

// Deletes all material that has expired by `now`, as with_deleted_material does. True if any had.
bool erase_expired_material(KeyRecord& key, Timestamp now);

// What DescribeKey shows of expiry. No model: some permanently associated material is missing.
struct Expiry {
  std::optional<ExpirationModel> model;
  std::optional<Timestamp> valid_to;  // the earliest of all permanently associated material
};
Expiry expiry_at(const KeyRecord& key, Timestamp now);

}  // namespace trent::keys
