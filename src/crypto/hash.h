// crypto/hash.h: the hash functions that signatures, MACs and RSA padding are made with.
//
// For hashing our own things, digest.h is faster.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace trent::crypto {

enum class Hash : std::uint8_t { Sha1, Sha224, Sha256, Sha384, Sha512, Sm3 };

std::size_t digest_bytes(Hash hash);
Bytes digest(Hash hash, ByteView message);

// HMAC (FIPS 198-1), as long as the digest. `key` has at least one byte; it leaves no trace once
// this returns.
Bytes hmac(Hash hash, ByteView key, ByteView message);

}  // namespace trent::crypto
