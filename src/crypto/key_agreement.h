// crypto/key_agreement.h: secrets that two sides come to share: ECDH (SP 800-56A) and ML-KEM
// (FIPS 203).
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"
#include "crypto/asymmetric_keys.h"

namespace trent::crypto {

// The x coordinate of the product, as long as the field (32, 48 or 66 bytes). No KDF.
// Both keys are on the same curve. Errors: Validation, without a message (the product is no point).
Result<SecretBytes> ecdh(const PrivateKey& ours, const PublicKey& theirs);

struct Encapsulated {
  SecretBytes shared_secret;  // 32 bytes
  Bytes ciphertext;           // 768, 1088 or 1568 bytes
};
// Errors: Internal.
Result<Encapsulated> encapsulate(const PublicKey& key);

// 32 bytes for every ciphertext of the right length: for one that was not made for the key, the
// pseudorandom value of implicit rejection. Errors: InvalidCiphertext, without a message (length).
Result<SecretBytes> decapsulate(const PrivateKey& key, ByteView ciphertext);

}  // namespace trent::crypto
