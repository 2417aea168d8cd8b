// rootkey/internal/sealing_root_key.h: a root key that wraps by itself, given its secret.
#pragma once

#include <memory>
#include <string_view>

#include "base/secret_bytes.h"
#include "rootkey/root_key.h"

namespace trent::rootkey::internal {

// Derives its wrapping key from `secret` (32 bytes), which it does not keep. The description has
// static lifetime. Format of what it wraps: docs/formats/root-key-file.md.
std::unique_ptr<RootKey> make_sealing_root_key(const SecretBytes& secret,
                                               std::string_view description);

}  // namespace trent::rootkey::internal
