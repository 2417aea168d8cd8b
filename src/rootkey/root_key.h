// rootkey/root_key.h: the key at the top of the hierarchy, which only ever wraps other keys.
//
// Implementations hold the root key wherever they like (a file, a passphrase, a device); the rest
// of the server sees two methods. Safe from any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::rootkey {

inline constexpr std::size_t kMaxWrapBytes = 4096;

class RootKey {
 public:
  virtual ~RootKey() = default;

  // Wraps at most kMaxWrapBytes, else Internal. `context` is authenticated, not stored, and must be
  // given again to unwrap.
  virtual Result<Bytes> wrap(const SecretBytes& plaintext, ByteView context) const = 0;

  // InvalidCiphertext when `wrapped` was not made by this root key with this context.
  virtual Result<SecretBytes> unwrap(ByteView wrapped, ByteView context) const = 0;

  // For the log: "file", "passphrase".
  virtual std::string_view description() const = 0;
};

}  // namespace trent::rootkey
