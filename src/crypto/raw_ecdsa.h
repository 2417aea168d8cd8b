// crypto/raw_ecdsa.h: ECDSA signatures as JOSE and COSE have them (RFC 7518, 3.4; RFC 8152, 8.1):
// r and s, each as long as the curve's order, without any encoding around them.
#pragma once

#include "base/bytes.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/hash.h"

namespace trent::crypto {

// False for whatever is not such a signature by `key`, which is of KeyType P256, P384 or P521.
bool verify_raw_ecdsa(const PublicKey& key, Hash hash, ByteView message, ByteView signature);

}  // namespace trent::crypto
