// keys/encryption_context.h: the pairs that are authenticated, but not encrypted, with a plaintext.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace trent::keys {

// In byte order of the keys. No context and an empty one are the same.
using EncryptionContext = std::map<std::string, std::string>;

// The one byte string that stands for `context`: BE32 count, then for every pair, in byte order of
// the keys, BE32 length + key, BE32 length + value. Stored ciphertexts depend on it; docs/formats/.
Bytes canonical_bytes(const EncryptionContext& context);
// Nothing if no context has these bytes.
std::optional<EncryptionContext> parse_canonical_bytes(ByteView bytes);

}  // namespace trent::keys
