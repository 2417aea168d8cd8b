// base/assert.h: assertions that stay on in release builds.
//
// For errors of the programmer only; never on anything a caller can send.
#pragma once

namespace trent {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace trent

#define TRENT_ASSERT(condition)                                       \
  do {                                                                \
    if (!(condition)) [[unlikely]]                                    \
      ::trent::assertion_failed(#condition, __FILE_NAME__, __LINE__); \
  } while (false)
