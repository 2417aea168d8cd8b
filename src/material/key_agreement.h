// material/key_agreement.h: coming to share a secret, by ECDH or by ML-KEM.
//
// Source: kms-behaviour.md sections 4.9 and 4.10.
#pragma once

#include "crypto/key_agreement.h"
#include "material/materials.h"

namespace trent::material {

// A public key of the spec's curve from what a request brings: DER SubjectPublicKeyInfo.
// Errors: Validation with an empty message.
Result<crypto::PublicKey> read_public_key(keys::KeySpec spec, ByteView spki);

// Errors: Validation with an empty message, Internal.
Result<SecretBytes> derive_shared_secret(const Materials& materials, const access::AdmittedKey& key,
                                         const crypto::PublicKey& theirs);

// Errors: Internal.
Result<crypto::Encapsulated> encapsulate(const Materials& materials,
                                         const access::AdmittedKey& key);
// Errors: InvalidCiphertext (a length that the spec's ciphertexts do not have), Internal.
Result<SecretBytes> decapsulate(const Materials& materials, const access::AdmittedKey& key,
                                ByteView ciphertext);

}  // namespace trent::material
