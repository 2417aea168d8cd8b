// crypto/internal/known_answers.h: what self_check() has computed, and what must come out.
#pragma once

#include <span>
#include <string_view>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/encoding.h"

namespace trent::crypto::internal {

struct KnownAnswer {
  std::string_view algorithm;
  Bytes (*compute)();
  std::string_view expected;  // in hexadecimal
};

// Of an asymmetric algorithm each. Quick ones: no RSA private key is used, and the signatures that
// are made are Ed25519's and ML-DSA's.
std::span<const KnownAnswer> asymmetric_answers();

inline Bytes from_hex(std::string_view text) {
  const auto bytes = bytes_from_hex(text);
  TRENT_ASSERT(bytes.has_value());
  return *bytes;
}

}  // namespace trent::crypto::internal
