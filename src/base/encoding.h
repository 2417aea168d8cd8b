// base/encoding.h: hexadecimal and base64 text for bytes.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/secret_bytes.h"

namespace trent {

// Lower-case hexadecimal.
std::string hex(ByteView bytes);
// The same to `out`, which has room for it.
void write_hex(ByteView bytes, char* out);

// The same of bytes whose number is known, without memory from the heap.
template <std::size_t kBytes>
class HexText {
 public:
  explicit HexText(const std::array<std::uint8_t, kBytes>& bytes) {
    write_hex(bytes, text_.data());
  }
  std::string_view view() const { return {text_.data(), text_.size()}; }

 private:
  std::array<char, 2 * kBytes> text_;
};

// Nothing if `text` has an odd length or a character that is not a hexadecimal digit.
std::optional<Bytes> bytes_from_hex(std::string_view text);
// The same into `out`. False as well if `text` has not exactly as many bytes.
bool decode_hex(std::string_view text, MutableByteView out);
bool is_lower_hex(std::string_view text);
// -1: not a lower-case hexadecimal digit.
// A table, because digits and letters come at random: every other branch would be foreseen wrongly.
inline constexpr auto kLowerHexValues = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::int8_t i = 0; i < 10; ++i) values[static_cast<std::size_t>('0' + i)] = i;
  for (std::int8_t i = 0; i < 6; ++i)
    values[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
  return values;
}();
constexpr int lower_hex_value(char digit) {
  return kLowerHexValues[static_cast<unsigned char>(digit)];
}
// Well formed as RFC 3629 has it: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

// Base64 of RFC 4648 section 4: standard alphabet, padded.
std::size_t base64_size(std::size_t size_bytes);
void append_base64(ByteView bytes, SecretBuffer& out);
std::string base64(ByteView bytes);
SecretBytes base64(const SecretBytes& bytes);

// Why a text is not base64, in the cases that KMS tells apart (kms-behaviour.md 1.8).
enum class Base64Fault : std::uint8_t { None, Length, Character, TrailingBits };

struct Base64Verdict {
  Base64Fault fault = Base64Fault::None;
  char character = 0;          // the offending one, for Fault::Character
  std::size_t size_bytes = 0;  // of the decoded value, when there is no fault
};

// Checks `text` and says how many bytes it decodes to. Never branches on secret values beyond
// telling valid from invalid characters.
Base64Verdict check_base64(std::string_view text);
// Decodes a text that check_base64 accepted into exactly its size_bytes.
void decode_base64(std::string_view text, MutableByteView out);

std::optional<Bytes> bytes_from_base64(std::string_view text);
// Of RFC 4648 section 5: '-' and '_' for '+' and '/', without padding.
std::optional<Bytes> bytes_from_base64url(std::string_view text);

}  // namespace trent
