#include "keys/encryption_context.h"

#include "base/byte_io.h"

namespace trent::keys {

Bytes canonical_bytes(const EncryptionContext& context) {
  ByteWriter writer;
  writer.u32(static_cast<std::uint32_t>(context.size()));
  for (const auto& [key, value] : context) writer.field(key).field(value);
  return writer.take();
}

std::optional<EncryptionContext> parse_canonical_bytes(ByteView bytes) {
  ByteReader reader(bytes);
  EncryptionContext context;
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    const std::string key(reader.text_field());
    context.emplace(key, reader.text_field());
  }
  if (!reader.finished() || canonical_bytes(context).size() != bytes.size()) return std::nullopt;
  return context;
}

}  // namespace trent::keys
