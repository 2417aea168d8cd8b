// crypto/internal/hashes.h: OpenSSL's hash functions, fetched once.
#pragma once

#include <openssl/evp.h>

#include "crypto/hash.h"

namespace trent::crypto::internal {

const EVP_MD* fetched(Hash hash);
const char* name_of(Hash hash);

}  // namespace trent::crypto::internal
