// crypto/aes_gcm.h: AES-256-GCM (SP 800-38D) with a 96-bit IV and a 128-bit tag.
//
// The primitive. Who calls it owns the rule that a key never sees an IV twice; for data at rest use
// crypto/sealed_box.h, which draws its own.
#pragma once

#include <cstddef>
#include <initializer_list>

#include "base/bytes.h"

namespace trent::crypto {

inline constexpr std::size_t kGcmKeyBytes = 32;
inline constexpr std::size_t kGcmIvBytes = 12;
inline constexpr std::size_t kGcmTagBytes = 16;

// Writes ciphertext || tag. The parts of `aad` are authenticated as their concatenation.
// `out` holds exactly plaintext.size() + kGcmTagBytes and does not overlap an input.
void aes256_gcm_seal(ByteView key, ByteView iv, std::initializer_list<ByteView> aad,
                     ByteView plaintext, MutableByteView out);

// False when the input is not authentic or shorter than a tag; `out` is then all zeros.
// `out` holds exactly ciphertext_and_tag.size() - kGcmTagBytes (none, if that is negative).
bool aes256_gcm_open(ByteView key, ByteView iv, std::initializer_list<ByteView> aad,
                     ByteView ciphertext_and_tag, MutableByteView out);

}  // namespace trent::crypto
