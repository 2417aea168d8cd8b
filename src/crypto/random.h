// crypto/random.h: random bytes fit for keys, IVs and identifiers.
//
// Drawn from OpenSSL's DRBGs through a pool per thread, wiped as it is used and dropped in a forked
// child. There is no failure to handle: a generator that cannot serve ends the process.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.h"
#include "base/secret_bytes.h"

namespace trent::crypto {

void random_bytes(MutableByteView out);
Bytes random_bytes(std::size_t size_bytes);
SecretBytes random_secret(std::size_t size_bytes);

// A version 4 UUID (RFC 9562, 5.4) in lower case: "9f1c62f8-3c0e-4c5b-8a51-7b6f0f2f4a7d".
std::string random_uuid();

}  // namespace trent::crypto
