// material/materials.h: makes, wraps and unwraps key material.
//
// Material in the clear exists only in this folder. Whoever wants to use a key's material brings an
// AdmittedKey, which only the gate can make; encryption.h, signing.h, mac.h and key_agreement.h use
// it.
//
// Source: design.md section 4; kms-security.md sections 10.2 and 10.4.
#pragma once

#include "access/gate.h"
#include "keys/imported_material.h"
#include "material/deployment_keys.h"
#include "material/unwrapped_cache.h"
#include "storage/record_cache.h"

namespace trent::material {

class Materials {
 public:
  struct Options {
    std::size_t unwrapped_max = 10'000;  // materials held in the clear at one time
  };

  // Subscribes to changes of `records`: a changed key's material leaves memory at once.
  Materials(const DeploymentKeys& keys, storage::RecordCache& records, Options options);

  // New material for a key that Trent generates the material of: its first, or the next when it
  // rotates. Errors: Internal.
  Result<keys::MaterialVersion> generate(const keys::KeyRecord& key, Timestamp now) const;

  // Wraps material that the user sends for `key`, and gives it its id.
  // Errors: IncorrectKeyMaterial (it does not fit the key).
  Result<keys::ImportedMaterial> wrap_imported(const access::AdmittedKey& key,
                                               const SecretBytes& material) const;

  // The current material of a key admitted for `usage`. Errors: Internal.
  Result<UnwrappedCache::Material> current(const access::AdmittedKey& key,
                                           keys::KeyUsage usage) const;
  // One of its materials, which must be present. Errors: Internal.
  Result<UnwrappedCache::Material> version(const access::AdmittedKey& key, keys::KeyUsage usage,
                                           const keys::MaterialVersion& version) const;

  // The public key of an asymmetric key whose material is, or once was, there: DER
  // SubjectPublicKeyInfo. Errors: Internal (what is stored is not the key's).
  Result<Bytes> public_key(const access::AdmittedKey& key,
                           const keys::MaterialVersion& version) const;

 private:
  struct Wrapped {
    keys::KeyMaterialId id;
    Sealed sealed;
    Bytes public_key;
  };

  keys::KeyMaterialId id_of(const keys::KeyId& key, ByteView what_identifies_it) const;
  Wrapped wrap(const keys::KeyRecord& key, const KeyMaterial& material) const;
  Result<UnwrappedCache::Material> unwrap(const keys::KeyRecord& key,
                                          const keys::MaterialVersion& version) const;
  bool is_current(const keys::KeyRecord& key) const;

  const DeploymentKeys& keys_;
  const storage::RecordCache& records_;
  mutable UnwrappedCache unwrapped_;
};

}  // namespace trent::material
