// crypto/self_check.h: does the OpenSSL that we run with compute what we built for?
#pragma once

#include "base/error.h"

namespace trent::crypto {

// Run once at start: the library is version 3.5 or later, and SHA-256, HMAC, AES-GCM, the KDF and
// key wrap each give one known answer. Internal, naming what failed, when not.
Result<void> self_check();

}  // namespace trent::crypto
