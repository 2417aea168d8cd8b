#include "material/key_agreement.h"

namespace trent::material {

Result<crypto::PublicKey> read_public_key(keys::KeySpec spec, ByteView spki) {
  return crypto::PublicKey::from_spki(key_type_of(spec), spki);
}

Result<SecretBytes> derive_shared_secret(const Materials& materials, const access::AdmittedKey& key,
                                         const crypto::PublicKey& theirs) {
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::KEY_AGREEMENT));
  return crypto::ecdh(material->private_key(), theirs);
}

Result<crypto::Encapsulated> encapsulate(const Materials& materials,
                                         const access::AdmittedKey& key) {
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::ENCAPSULATE_DECAPSULATE));
  return crypto::encapsulate(material->private_key().public_key());
}

Result<SecretBytes> decapsulate(const Materials& materials, const access::AdmittedKey& key,
                                ByteView ciphertext) {
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::ENCAPSULATE_DECAPSULATE));
  return crypto::decapsulate(material->private_key(), ciphertext);
}

}  // namespace trent::material
