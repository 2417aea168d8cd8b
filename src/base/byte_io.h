// base/byte_io.h: writing and reading the binary formats of docs/formats/.
//
// Integers are big endian. A "field" is a 32-bit length followed by that many bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace trent {

class ByteWriter {
 public:
  ByteWriter& u8(std::uint8_t value);
  ByteWriter& u32(std::uint32_t value);
  ByteWriter& u64(std::uint64_t value);
  ByteWriter& raw(ByteView bytes);
  ByteWriter& field(ByteView bytes);
  ByteWriter& field(std::string_view text) { return field(as_bytes(text)); }

  ByteView view() const { return bytes_; }
  Bytes take() { return std::move(bytes_); }
  void reserve(std::size_t size_bytes) { bytes_.reserve(size_bytes); }

 private:
  Bytes bytes_;
};

// Reads what ByteWriter wrote. Running past the end makes every later read fail too, so a caller
// may read a whole record and ask once, at the end, whether all went well.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  ByteView raw(std::size_t size_bytes);
  ByteView field() { return raw(u32()); }
  std::string_view text_field() { return as_text(field()); }
  ByteView rest() const { return rest_; }

  // True when every read so far was inside the input.
  bool ok() const { return ok_; }
  // True when, besides, nothing is left over.
  bool finished() const { return ok_ && rest_.empty(); }

 private:
  std::uint64_t integer(std::size_t size_bytes);

  ByteView rest_;
  bool ok_ = true;
};

}  // namespace trent
