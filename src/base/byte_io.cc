#include "base/byte_io.h"

#include "base/assert.h"

namespace trent {
namespace {

void append_big_endian(Bytes& bytes, std::uint64_t value, std::size_t size_bytes) {
  bytes.resize(bytes.size() + size_bytes);
  for (auto byte = bytes.rbegin(); size_bytes > 0; --size_bytes, ++byte, value >>= 8)
    *byte = static_cast<std::uint8_t>(value);
}

}  // namespace

ByteWriter& ByteWriter::u8(std::uint8_t value) {
  bytes_.push_back(value);
  return *this;
}

ByteWriter& ByteWriter::u32(std::uint32_t value) {
  append_big_endian(bytes_, value, 4);
  return *this;
}

ByteWriter& ByteWriter::u64(std::uint64_t value) {
  append_big_endian(bytes_, value, 8);
  return *this;
}

ByteWriter& ByteWriter::raw(ByteView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

ByteWriter& ByteWriter::field(ByteView bytes) {
  TRENT_ASSERT(bytes.size() <= UINT32_MAX);
  return u32(static_cast<std::uint32_t>(bytes.size())).raw(bytes);
}

std::uint64_t ByteReader::integer(std::size_t size_bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : raw(size_bytes)) value = value << 8 | byte;
  return value;
}

std::uint8_t ByteReader::u8() { return static_cast<std::uint8_t>(integer(1)); }
std::uint32_t ByteReader::u32() { return static_cast<std::uint32_t>(integer(4)); }
std::uint64_t ByteReader::u64() { return integer(8); }

ByteView ByteReader::raw(std::size_t size_bytes) {
  if (!ok_ || size_bytes > rest_.size()) {
    ok_ = false;
    return {};
  }
  const ByteView bytes = rest_.first(size_bytes);
  rest_ = rest_.subspan(size_bytes);
  return bytes;
}

}  // namespace trent
