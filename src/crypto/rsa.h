// crypto/rsa.h: RSA key pairs and RSAES-OAEP (RFC 8017, 7.1), with an empty label.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::crypto {

// The hash of OAEP, and of its mask generation function MGF1 too.
enum class OaepHash : std::uint8_t { Sha1, Sha256 };

class RsaPrivateKey {
 public:
  // A new pair with e = 65537. Slow: 50 ms to a second. modulus_bits is 2048, 3072 or 4096.
  static Result<RsaPrivateKey> generate(unsigned modulus_bits);
  // Reads what to_der() made. Internal when it is anything else: this is for our own storage.
  static Result<RsaPrivateKey> from_der(const SecretBytes& der);

  RsaPrivateKey(RsaPrivateKey&&) noexcept;
  RsaPrivateKey& operator=(RsaPrivateKey&&) noexcept;
  ~RsaPrivateKey();

  // PKCS #8 PrivateKeyInfo, unencrypted.
  SecretBytes to_der() const;
  // DER SubjectPublicKeyInfo.
  Bytes public_key_spki() const;
  std::size_t modulus_bytes() const;

  // InvalidCiphertext, without a message: one error whatever failed, length and padding alike.
  // Safe from any thread.
  Result<SecretBytes> decrypt_oaep(OaepHash hash, ByteView ciphertext) const;

 private:
  struct Handle;
  explicit RsaPrivateKey(std::unique_ptr<Handle> handle);

  std::unique_ptr<Handle> handle_;
};

// Validation when `spki` is not an RSA public key, or `plaintext` is longer than the modulus allows
// (modulus_bytes - 2 * hash_bytes - 2).
Result<Bytes> rsa_encrypt_oaep(ByteView spki, OaepHash hash, ByteView plaintext);

}  // namespace trent::crypto
