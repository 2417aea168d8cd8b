// crypto/self_check.h: does the OpenSSL that we run with compute what we built for?
#pragma once

#include "base/error.h"

namespace trent::crypto {

// Run once at start, which takes some milliseconds: the library is version 3.5 or later, and each
// algorithm that we use gives one known answer, or comes back to where it began. Internal, naming
// what failed, when not.
Result<void> self_check();

}  // namespace trent::crypto
