// material/encryption.h: encrypting and decrypting with symmetric, RSA and SM2 keys.
//
// Source: kms-behaviour.md sections 4.4 and 5.1.
#pragma once

#include <optional>

#include "keys/encryption_context.h"
#include "material/materials.h"

namespace trent::material {

struct Encrypted {
  Bytes ciphertext;
  std::optional<keys::KeyMaterialId> material_id;  // symmetric keys only
};

struct Decrypted {
  SecretBytes plaintext;
  std::optional<keys::KeyMaterialId> material_id;  // symmetric keys only
};

// Only symmetric keys authenticate a context. Errors: Validation.
Result<void> require_context_fits(keys::EncryptionAlgorithm algorithm,
                                  const keys::EncryptionContext& context);

// Errors: Validation `Algorithm X and key spec Y cannot encrypt data larger than n bytes.`
Result<void> require_plaintext_fits(keys::KeySpec spec, keys::EncryptionAlgorithm algorithm,
                                    const SecretBytes& plaintext);

// Encrypts under the current material of a key that has the algorithm, a plaintext and a context
// that fit. Errors: Internal.
Result<Encrypted> encrypt(const Materials& materials, const access::AdmittedKey& key,
                          keys::EncryptionAlgorithm algorithm, const SecretBytes& plaintext,
                          const keys::EncryptionContext& context);

// Errors: InvalidCiphertext (without a message, whatever is wrong), Internal.
Result<Decrypted> decrypt(const Materials& materials, const access::AdmittedKey& key,
                          keys::EncryptionAlgorithm algorithm, ByteView ciphertext,
                          const keys::EncryptionContext& context);

}  // namespace trent::material
