#include "attestation/testing/cbor.h"

#include <cbor.h>

#include <array>

#include "attestation/internal/cbor_encoding.h"
#include "base/assert.h"

namespace trent::attestation::testing::cbor {
namespace {

// `encode` is one of libcbor's, which differ in the type of `number`.
template <class Encode, class... Number>
Bytes head(const Encode& encode, Number... number) {
  std::array<std::uint8_t, 9> room{};
  const std::size_t size_bytes = encode(number..., room.data(), room.size());
  TRENT_ASSERT(size_bytes > 0 && size_bytes <= room.size());
  return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size_bytes)};
}

void append(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

}  // namespace

Bytes unsigned_number(std::uint64_t value) { return head(cbor_encode_uint, value); }

Bytes negative_number(std::uint64_t value) { return head(cbor_encode_negint, value); }

Bytes text(std::string_view value) { return internal::cbor_text(value); }

Bytes bytes(ByteView value) { return internal::cbor_bytes(value); }

Bytes null() { return head(cbor_encode_null); }

Bytes array(const std::vector<Bytes>& elements, Length length) {
  if (length == Length::Definite) return internal::cbor_array(elements);
  Bytes item = head(cbor_encode_indef_array_start);
  for (const Bytes& element : elements) append(item, element);
  append(item, head(cbor_encode_break));
  return item;
}

Bytes map(const Pairs& pairs, Length length) {
  const bool is_definite = length == Length::Definite;
  Bytes item =
      is_definite ? head(cbor_encode_map_start, pairs.size()) : head(cbor_encode_indef_map_start);
  for (const auto& [name, value] : pairs) {
    append(item, name);
    append(item, value);
  }
  if (!is_definite) append(item, head(cbor_encode_break));
  return item;
}

Bytes tagged(std::uint64_t tag, ByteView item) {
  Bytes tagged = head(cbor_encode_tag, tag);
  append(tagged, item);
  return tagged;
}

}  // namespace trent::attestation::testing::cbor
