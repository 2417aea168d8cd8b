// material/materials.h: makes, wraps, unwraps and uses key material.
//
// Material in the clear exists only in here. Whoever wants to use a key's material brings an
// AdmittedKey, which only the gate can make.
//
// Source: design.md section 4; kms-security.md sections 10.2 and 10.4.
#pragma once

#include <optional>

#include "access/gate.h"
#include "keys/encryption_context.h"
#include "keys/imported_material.h"
#include "material/ciphertext_blob.h"
#include "material/deployment_keys.h"
#include "material/unwrapped_cache.h"
#include "storage/record_cache.h"

namespace trent::material {

struct Encrypted {
  Bytes blob;
  keys::KeyMaterialId material_id;
};

struct Decrypted {
  SecretBytes plaintext;
  keys::KeyMaterialId material_id;
};

class Materials {
 public:
  struct Options {
    std::size_t unwrapped_max = 10'000;  // materials held in the clear at one time
  };

  // Subscribes to changes of `records`: a changed key's material leaves memory at once.
  Materials(const DeploymentKeys& keys, storage::RecordCache& records, Options options);

  // The first material of a key that Trent generates the material of.
  keys::MaterialVersion generate(const keys::KeyRecord& key, Timestamp now) const;

  // Wraps material that the user sends for `key`, and gives it its id.
  // Errors: IncorrectKeyMaterial (its length does not fit the key).
  Result<keys::ImportedMaterial> wrap_imported(const access::AdmittedKey& key,
                                               const SecretBytes& material) const;

  // Encrypts at most 4096 bytes under the current material. Errors: Internal.
  Result<Encrypted> encrypt(const access::AdmittedKey& key, const SecretBytes& plaintext,
                            const keys::EncryptionContext& context) const;

  // Errors: InvalidCiphertext (without message: not authentic, other context), Internal.
  Result<Decrypted> decrypt(const access::AdmittedKey& key, const CiphertextBlob& blob,
                            const keys::EncryptionContext& context) const;

 private:
  keys::KeyMaterialId id_of(const keys::KeyId& key, const SecretBytes& material) const;
  Sealed wrap(const keys::KeyRecord& key, const keys::KeyMaterialId& id,
              const SecretBytes& material) const;
  Result<UnwrappedCache::Material> unwrap(const keys::KeyRecord& key,
                                          const keys::MaterialVersion& version) const;
  bool is_current(const keys::KeyRecord& key) const;

  const DeploymentKeys& keys_;
  const storage::RecordCache& records_;
  mutable UnwrappedCache unwrapped_;
};

}  // namespace trent::material
