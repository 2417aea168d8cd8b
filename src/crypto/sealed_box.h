// crypto/sealed_box.h: sealing things at rest under a key: random IV || ciphertext || tag.
//
// AES-256-GCM. The IV is random, so a key may seal at most 2^32 boxes (SP 800-38D, 8.3).
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"
#include "crypto/aes_gcm.h"

namespace trent::crypto {

inline constexpr std::size_t kBoxOverheadBytes = kGcmIvBytes + kGcmTagBytes;

// `key` has kGcmKeyBytes. `aad` is authenticated, not stored: open_box needs the same again.
Bytes seal_box(ByteView key, ByteView aad, ByteView plaintext);

// InvalidCiphertext, without a message, whatever was wrong with the box, the key or the aad.
Result<SecretBytes> open_box(ByteView key, ByteView aad, ByteView box);

}  // namespace trent::crypto
