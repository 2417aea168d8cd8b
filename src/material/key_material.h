// material/key_material.h: key material in the clear, ready to use.
#pragma once

#include <variant>

#include "base/assert.h"
#include "base/error.h"
#include "base/secret_bytes.h"
#include "crypto/asymmetric_keys.h"
#include "keys/key_types.h"

namespace trent::material {

// Raw bytes, or a private key: whoever asks for the one that it is not has a bug.
class KeyMaterial {
 public:
  explicit KeyMaterial(SecretBytes raw) : held_(std::move(raw)) {}
  explicit KeyMaterial(crypto::PrivateKey key) : held_(std::move(key)) {}

  bool is_key_pair() const { return std::holds_alternative<crypto::PrivateKey>(held_); }
  const SecretBytes& raw() const { return get<SecretBytes>(); }  // symmetric and HMAC keys
  const crypto::PrivateKey& private_key() const { return get<crypto::PrivateKey>(); }

 private:
  template <class Held>
  const Held& get() const {
    const Held* held = std::get_if<Held>(&held_);
    TRENT_ASSERT(held);
    return *held;
  }

  std::variant<SecretBytes, crypto::PrivateKey> held_;
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
