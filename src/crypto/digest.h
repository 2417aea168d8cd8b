// crypto/digest.h: SHA-256 (FIPS 180-4) and HMAC-SHA-256 (FIPS 198-1).
//
// A list of parts is hashed as their concatenation: it is for the caller to make the boundaries
// unambiguous where that matters.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "base/bytes.h"

namespace trent::crypto {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest sha256(ByteView message);
Sha256Digest sha256(std::initializer_list<ByteView> parts);

// Any key length, the empty key too. The key leaves no trace once this returns; the digest is the
// caller's to wipe where it is secret.
Sha256Digest hmac_sha256(ByteView key, std::initializer_list<ByteView> parts);

}  // namespace trent::crypto
