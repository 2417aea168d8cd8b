#include "crypto/internal/openssl_library.h"

#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/secret_bytes.h"

namespace trent::crypto::internal {
namespace {

void* allocate(std::size_t size_bytes, const char*, int) {
  return size_bytes > 0 ? std::malloc(size_bytes) : nullptr;
}

// OpenSSL wipes its own contexts, but not every copy that it makes on the way, such as the DER of a
// private key while it is decoded.
void wipe_and_free(void* memory, const char*, int) {
  if (memory == nullptr) return;
  wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

// Never std::realloc, which leaves the old bytes where they were.
void* reallocate(void* memory, std::size_t size_bytes, const char* file, int line) {
  if (memory == nullptr) return allocate(size_bytes, file, line);
  void* const larger = allocate(size_bytes, file, line);
  if (larger == nullptr && size_bytes > 0) return nullptr;
  if (larger != nullptr)
    std::memcpy(larger, memory, std::min(malloc_usable_size(memory), size_bytes));
  wipe_and_free(memory, file, line);
  return larger;
}

// Both work only as long as nothing has used OpenSSL, hence before main. No configuration file:
// what we offer does not depend on what an administrator set for other programs, or on
// OPENSSL_CONF.
const bool set_up = CRYPTO_set_mem_functions(allocate, reallocate, wipe_and_free) == 1 &&
                    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) == 1;

}  // namespace

bool openssl_is_set_up() { return set_up; }

}  // namespace trent::crypto::internal
