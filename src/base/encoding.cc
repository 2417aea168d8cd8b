#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/assert.h"
#include "base/text.h"

namespace trent {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNotBase64 = 0xff;

constexpr auto kHexPairs = [] {
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t byte = 0; byte < pairs.size(); ++byte)
    pairs[byte] = {kHexDigits[byte >> 4], kHexDigits[byte & 15]};
  return pairs;
}();

constexpr auto kBase64Values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNotBase64);
  for (std::size_t i = 0; i < kBase64Alphabet.size(); ++i)
    values[static_cast<std::uint8_t>(kBase64Alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

std::uint8_t base64_value(char character) {
  return kBase64Values[static_cast<std::uint8_t>(character)];
}

int hex_value(char digit) {
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : lower_hex_value(digit);
}

// Writes base64_size(bytes.size()) characters.
void encode_base64(ByteView bytes, char* out) {
  std::size_t i = 0;
  for (; i + 2 < bytes.size(); i += 3, out += 4) {
    const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16 |
                                static_cast<std::uint32_t>(bytes[i + 1]) << 8 | bytes[i + 2];
    out[0] = kBase64Alphabet[group >> 18 & 63];
    out[1] = kBase64Alphabet[group >> 12 & 63];
    out[2] = kBase64Alphabet[group >> 6 & 63];
    out[3] = kBase64Alphabet[group & 63];
  }
  const std::size_t rest = bytes.size() - i;
  if (rest == 0) return;
  const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16 |
                              (rest == 2 ? static_cast<std::uint32_t>(bytes[i + 1]) << 8 : 0U);
  *out++ = kBase64Alphabet[group >> 18 & 63];
  *out++ = kBase64Alphabet[group >> 12 & 63];
  *out++ = rest == 2 ? kBase64Alphabet[group >> 6 & 63] : '=';
  *out = '=';
}

std::size_t padding_of(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

}  // namespace

void write_hex(ByteView bytes, char* out) {
  for (const std::uint8_t byte : bytes) {
    std::memcpy(out, kHexPairs[byte].data(), kHexPairs[byte].size());
    out += kHexPairs[byte].size();
  }
}

std::string hex(ByteView bytes) {
  std::string text(bytes.size() * 2, '\0');
  write_hex(bytes, text.data());
  return text;
}

std::optional<Bytes> bytes_from_hex(std::string_view text) {
  Bytes bytes(text.size() / 2);
  if (!decode_hex(text, bytes)) return std::nullopt;
  return bytes;
}

bool decode_hex(std::string_view text, MutableByteView out) {
  if (text.size() != 2 * out.size()) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return lower_hex_value(c) >= 0; });
}

namespace {

// The first bytes of a character, and the range its second byte must be in. Source: RFC 3629, 4.
struct Utf8Lead {
  unsigned char first, last;
  std::size_t size_bytes;
  unsigned char second_min = 0x80, second_max = 0xbf;
};
constexpr std::array kUtf8Leads{Utf8Lead{0x00, 0x7f, 1},
                                Utf8Lead{0xc2, 0xdf, 2},
                                Utf8Lead{0xe0, 0xe0, 3, 0xa0},
                                Utf8Lead{0xe1, 0xec, 3},
                                Utf8Lead{0xed, 0xed, 3, 0x80, 0x9f},
                                Utf8Lead{0xee, 0xef, 3},
                                Utf8Lead{0xf0, 0xf0, 4, 0x90},
                                Utf8Lead{0xf1, 0xf3, 4},
                                Utf8Lead{0xf4, 0xf4, 4, 0x80, 0x8f}};

// Most texts are ASCII. Up to seven characters before the first other one are left to the table.
std::size_t ascii_prefix(std::string_view text) {
  return words::unsuspicious_prefix(text, [](words::Word word) { return word; });
}

// Of the character at the front of `text`; 0: there is none.
std::size_t utf8_character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = std::ranges::find_if(
      kUtf8Leads, [&](const Utf8Lead& row) { return row.first <= byte(0) && byte(0) <= row.last; });
  if (lead == kUtf8Leads.end() || text.size() < lead->size_bytes) return 0;
  for (std::size_t i = 1; i < lead->size_bytes; ++i) {
    const unsigned char min = i == 1 ? lead->second_min : 0x80;
    const unsigned char max = i == 1 ? lead->second_max : 0xbf;
    if (byte(i) < min || byte(i) > max) return 0;
  }
  return lead->size_bytes;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty()) return true;
    const std::size_t size = utf8_character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::size_t base64_size(std::size_t size_bytes) { return (size_bytes + 2) / 3 * 4; }

void append_base64(ByteView bytes, SecretBuffer& out) {
  encode_base64(bytes, grow(out, base64_size(bytes.size())));
}

std::string base64(ByteView bytes) {
  std::string text(base64_size(bytes.size()), '\0');
  encode_base64(bytes, text.data());
  return text;
}

SecretBytes base64(const SecretBytes& bytes) {
  SecretBytes text(base64_size(bytes.size_bytes()));
  encode_base64(bytes.reveal(), reinterpret_cast<char*>(text.reveal_mutable().data()));
  return text;
}

Base64Verdict check_base64(std::string_view text) {
  if (text.size() % 4 != 0) return {.fault = Base64Fault::Length};
  if (text.empty()) return {};
  const std::size_t padding = padding_of(text);
  const std::string_view digits = text.substr(0, text.size() - padding);
  for (const char character : digits)
    if (base64_value(character) == kNotBase64)
      return {.fault = Base64Fault::Character, .character = character};
  // The bits that padding cuts off must be zero, or one value would have several spellings.
  const std::uint8_t unused_bits = padding == 2 ? 15 : padding == 1 ? 3 : 0;
  if ((base64_value(digits.back()) & unused_bits) != 0) return {.fault = Base64Fault::TrailingBits};
  return {.size_bytes = text.size() / 4 * 3 - padding};
}

void decode_base64(std::string_view text, MutableByteView out) {
  TRENT_ASSERT(out.size() == text.size() / 4 * 3 - padding_of(text));
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j)
      group = group << 6 | (text[i + j] == '=' ? 0U : base64_value(text[i + j]));
    for (const int shift : {16, 8, 0})
      if (written < out.size()) out[written++] = static_cast<std::uint8_t>(group >> shift & 255);
  }
}

std::optional<Bytes> bytes_from_base64(std::string_view text) {
  const Base64Verdict verdict = check_base64(text);
  if (verdict.fault != Base64Fault::None) return std::nullopt;
  Bytes bytes(verdict.size_bytes);
  decode_base64(text, bytes);
  return bytes;
}

std::optional<Bytes> bytes_from_base64url(std::string_view text) {
  if (text.contains('+') || text.contains('/') || text.contains('=')) return std::nullopt;
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return bytes_from_base64(standard);
}

}  // namespace trent
