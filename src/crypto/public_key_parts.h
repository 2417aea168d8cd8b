// crypto/public_key_parts.h: public keys from their numbers, big endian, as JOSE gives them
// (RFC 7518, 6.2.1 and 6.3.1).
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/asymmetric_keys.h"

namespace trent::crypto {

// Errors: Validation, without a message, unless they are an RSA key of 2048, 3072 or 4096 bits.
Result<PublicKey> rsa_public_key(ByteView modulus, ByteView exponent);

// Errors: Validation, without a message, unless they are a point of the curve, 32 bytes each.
Result<PublicKey> p256_public_key(ByteView x, ByteView y);

}  // namespace trent::crypto
