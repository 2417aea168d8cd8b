// crypto/key_wrap.h: AES Key Wrap with Padding (RFC 5649, SP 800-38F KWP).
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::crypto {

// InvalidCiphertext, without a message, when `key` is not 16, 24 or 32 bytes, or `wrapped` is not
// something that aes_kwp_wrap makes under it: length, integrity and padding are all checked.
Result<SecretBytes> aes_kwp_unwrap(ByteView key, ByteView wrapped);

// `plaintext` has at least one byte, else Validation; so has a `key` of another size.
Result<Bytes> aes_kwp_wrap(ByteView key, ByteView plaintext);

}  // namespace trent::crypto
