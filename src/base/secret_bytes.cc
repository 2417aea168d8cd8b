#include "base/secret_bytes.h"

#include <string.h>

#include "base/assert.h"

namespace trent {

void wipe(void* bytes, std::size_t size_bytes) noexcept {
  if (size_bytes > 0) explicit_bzero(bytes, size_bytes);
}

void SecretBytes::shrink_to(std::size_t size_bytes) {
  TRENT_ASSERT(size_bytes <= this->size_bytes());
  if (size_bytes < this->size_bytes()) *this = copy_of(reveal().first(size_bytes));
}

}  // namespace trent
