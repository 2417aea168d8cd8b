#include "keys/encryption_context.h"

#include "base/byte_io.h"

namespace trent::keys {

Bytes canonical_bytes(const EncryptionContext& context) {
  ByteWriter writer;
  writer.u32(static_cast<std::uint32_t>(context.size()));
  for (const auto& [key, value] : context) writer.field(key).field(value);
  return writer.take();
}

}  // namespace trent::keys
