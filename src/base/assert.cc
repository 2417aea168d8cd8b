#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace trent {

void assertion_failed(const char* condition, const char* file, int line) {
  // No logger here: it may be what is broken.
  std::fprintf(stderr, "trent: assertion failed at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace trent
