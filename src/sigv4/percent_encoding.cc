#include "sigv4/percent_encoding.h"

#include <fmt/format.h>

#include <array>

#include "base/encoding.h"
#include "sigv4/echo.h"

namespace trent::sigv4 {
namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::size_t kEscapeSize = 3;

constexpr auto kIsUnreserved = [] {
  std::array<bool, 256> table{};
  for (const char c : kUnreserved) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

void append_percent_encoded(std::string_view text, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kIsUnreserved[byte]) {
      out += c;
      continue;
    }
    out += '%';
    out += kUpperHex[byte >> 4];
    out += kUpperHex[byte & 15];
  }
}

Result<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const std::string_view escape = text.substr(i, kEscapeSize);
    if (escape.size() < kEscapeSize)
      return fail(ErrorCode::MalformedQueryString, "Incomplete trailing escape % sequence");
    const auto byte = bytes_from_hex(escape.substr(1));
    if (!byte)
      return fail(ErrorCode::MalformedQueryString,
                  fmt::format("Illegal hex character in escape % pattern: {}", echo(escape)));
    decoded += static_cast<char>(byte->front());
    i += kEscapeSize - 1;
  }
  return decoded;
}

}  // namespace trent::sigv4
