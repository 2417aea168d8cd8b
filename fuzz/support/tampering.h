// fuzz/support/tampering.h: inputs for what opens only if it was made here.
//
// No fuzzer invents an authentication tag, and what is genuine differs in each process. So an input
// says what to do to something genuine: its first character chooses it ('0', '1', ...), and each
// four bytes after that change it. An input that begins with 'r' is taken as it is.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace trent::fuzz {

struct Tampered {
  Bytes bytes;
  std::size_t chosen = 0;  // of the genuine ones
};

Tampered tampered(std::string_view input, std::span<const Bytes> genuine);

}  // namespace trent::fuzz
