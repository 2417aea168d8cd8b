// crypto/asymmetric_keys.h: private and public keys of every kind, as the standard encodings of
// them.
//
// Both are immutable and safe to use from any thread. Copies of a PublicKey share one key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::crypto {

enum class KeyType : std::uint8_t {
  Rsa2048,
  Rsa3072,
  Rsa4096,
  P256,
  P384,
  P521,
  Secp256k1,
  Sm2,
  Ed25519,
  MlDsa44,
  MlDsa65,
  MlDsa87,
  MlKem512,
  MlKem768,
  MlKem1024,
};

namespace internal {
struct Pkey;  // crypto/internal/pkey.h
}

class PublicKey {
 public:
  // Reads a DER SubjectPublicKeyInfo (RFC 5280, 4.1.2.7).
  // Errors: Validation, without a message, when it is not exactly one key of this type: another
  // curve or size, explicit curve parameters, a point off the curve or at infinity; BER.
  static Result<PublicKey> from_spki(KeyType type, ByteView spki);

  KeyType type() const;
  // DER SubjectPublicKeyInfo; elliptic-curve points uncompressed.
  Bytes spki() const;
  // Length of an RSA block; elsewhere an upper bound for signatures.
  std::size_t block_bytes() const;

  const internal::Pkey& pkey() const { return *pkey_; }

 private:
  friend class PrivateKey;
  explicit PublicKey(std::shared_ptr<const internal::Pkey> pkey) : pkey_(std::move(pkey)) {}

  std::shared_ptr<const internal::Pkey> pkey_;
};

class PrivateKey {
 public:
  // A new key; RSA with e = 65537. Slow for RSA: 50 ms to a second.
  static Result<PrivateKey> generate(KeyType type);
  // Reads what pkcs8() made. Errors: Internal when it is anything else: this is for our own
  // storage. An ML-DSA or ML-KEM key without its seed is read (test vectors come so), but pkcs8()
  // cannot write it.
  static Result<PrivateKey> from_pkcs8(KeyType type, const SecretBytes& der);
  // Reads what somebody else made: PKCS #8 PrivateKeyInfo (RFC 5208, RFC 5958), DER or BER.
  // Errors: IncorrectKeyMaterial, without a message, when it is not exactly one key of this type,
  // or its parts do not belong together: modulus size, two primes, named curve, public point; or an
  // ML-DSA or ML-KEM key has no seed.
  static Result<PrivateKey> from_foreign_pkcs8(KeyType type, const SecretBytes& encoded);

  KeyType type() const;
  // DER PrivateKeyInfo, unencrypted; ML-DSA and ML-KEM keys as their seed, elliptic-curve keys with
  // their public point, Ed25519 keys as RFC 8410 has them.
  SecretBytes pkcs8() const;
  PublicKey public_key() const { return PublicKey(pkey_); }

  const internal::Pkey& pkey() const { return *pkey_; }

 private:
  explicit PrivateKey(std::shared_ptr<const internal::Pkey> pkey) : pkey_(std::move(pkey)) {}

  std::shared_ptr<const internal::Pkey> pkey_;
};

}  // namespace trent::crypto
