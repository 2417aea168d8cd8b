// crypto/asymmetric_encryption.h: RSAES-OAEP (RFC 8017, 7.1) and SM2 encryption (GB/T 32918.4).
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/hash.h"

namespace trent::crypto {

// `hash` for both the label, which is empty, and MGF1. The result has key.block_bytes().
// Errors: Validation when `plaintext` is longer than block_bytes - 2 * digest_bytes - 2.
Result<Bytes> encrypt_rsa_oaep(const PublicKey& key, Hash hash, ByteView plaintext);
// Errors: InvalidCiphertext, without a message: one error whatever failed, length and padding
// alike.
Result<SecretBytes> decrypt_rsa_oaep(const PrivateKey& key, Hash hash, ByteView ciphertext);

// The DER sequence of GB/T 35276: C1 x, C1 y, C3 hash (SM3), C2 data. `plaintext` is not empty.
// Errors: Internal.
Result<Bytes> encrypt_sm2(const PublicKey& key, ByteView plaintext);
// Errors: InvalidCiphertext, without a message.
Result<SecretBytes> decrypt_sm2(const PrivateKey& key, ByteView ciphertext);

}  // namespace trent::crypto
