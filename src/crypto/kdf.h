// crypto/kdf.h: deriving keys from keys, and keys from passphrases.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::crypto {

// The counter-mode KDF of SP 800-108r1, 4.1, with HMAC-SHA-256:
// block i = HMAC(key, BE32(i) || label || 0x00 || context || BE32(8 * out_bytes)), i from 1.
// `label` has no zero byte; the parts of `context` are concatenated; out_bytes is 1 to 2^16.
SecretBytes counter_kdf_hmac_sha256(ByteView key, ByteView label,
                                    std::initializer_list<ByteView> context, std::size_t out_bytes);

struct Argon2Cost {
  std::uint32_t memory_kib = 0;
  std::uint32_t iterations = 0;
  std::uint32_t lanes = 0;

  bool operator==(const Argon2Cost&) const = default;
};

// Argon2id version 0x13 (RFC 9106), lanes computed one after the other.
// Internal when the cost, salt (8 bytes or more) or size (4 bytes or more) is one that Argon2 does
// not have, or when its memory cannot be had.
Result<SecretBytes> argon2id(const SecretBytes& passphrase, ByteView salt, const Argon2Cost& cost,
                             std::size_t out_bytes);

}  // namespace trent::crypto
