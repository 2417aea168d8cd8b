// crypto/compare.h: comparing secrets.
#pragma once

#include "base/bytes.h"

namespace trent::crypto {

// Takes a time that depends on the lengths only. The lengths are not secret.
bool equal_in_constant_time(ByteView left, ByteView right);

}  // namespace trent::crypto
