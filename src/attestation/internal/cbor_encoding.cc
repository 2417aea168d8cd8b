#include "attestation/internal/cbor_encoding.h"

#include <cbor.h>

#include <array>

namespace trent::attestation::internal {
namespace {

using EncodeHead = std::size_t(std::size_t number, unsigned char* out, std::size_t room_bytes);

Bytes head(EncodeHead encode, std::size_t number) {
  std::array<std::uint8_t, 9> room{};
  return {room.begin(),
          room.begin() + static_cast<std::ptrdiff_t>(encode(number, room.data(), room.size()))};
}

void append(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

}  // namespace

Bytes cbor_text(std::string_view text) {
  Bytes item = head(cbor_encode_string_start, text.size());
  append(item, as_bytes(text));
  return item;
}

Bytes cbor_bytes(ByteView bytes) {
  Bytes item = head(cbor_encode_bytestring_start, bytes.size());
  append(item, bytes);
  return item;
}

Bytes cbor_array(std::span<const Bytes> elements) {
  Bytes item = head(cbor_encode_array_start, elements.size());
  for (const Bytes& element : elements) append(item, element);
  return item;
}

}  // namespace trent::attestation::internal
