// fuzz/support/lines.h: an input that is text, cut up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trent::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size_bytes) {
  return {reinterpret_cast<const char*>(data), size_bytes};
}

// Cuts what stands before the next `separator` off `rest`; all of it where there is none.
inline std::string_view cut(std::string_view& rest, char separator = '\n') {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return piece;
}

}  // namespace trent::fuzz
