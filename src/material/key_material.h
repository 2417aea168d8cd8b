// material/key_material.h: key material in the clear, ready to use.
#pragma once

#include <optional>

#include "base/error.h"
#include "base/secret_bytes.h"
#include "crypto/asymmetric_keys.h"
#include "keys/key_types.h"

namespace trent::material {

// Of each key one of the two.
struct KeyMaterial {
  SecretBytes raw;                                // symmetric and HMAC keys
  std::optional<crypto::PrivateKey> private_key;  // asymmetric keys
};

// New material. Slow for RSA: 50 ms to a second. Errors: Internal.
Result<KeyMaterial> generate_material(keys::KeySpec spec);

// What a user imports. Errors: IncorrectKeyMaterial, without a message, when it does not fit the
// spec (kms-behaviour.md 6.4).
Result<KeyMaterial> read_imported_material(keys::KeySpec spec, const SecretBytes& imported);

// What serialized() made. Errors: Internal.
Result<KeyMaterial> read_stored_material(keys::KeySpec spec, const SecretBytes& stored);

// The raw bytes, or PKCS #8 as crypto/ writes it, whatever the encoding it was imported in.
SecretBytes serialized(const KeyMaterial& material);

// DER SubjectPublicKeyInfo of an asymmetric key; else empty.
Bytes public_key_of(const KeyMaterial& material);

// A key pair for use outside. Errors: Internal.
Result<crypto::PrivateKey> generate_key_pair(keys::DataKeyPairSpec spec);

// The crypto name of an asymmetric spec.
crypto::KeyType key_type_of(keys::KeySpec spec);

}  // namespace trent::material
