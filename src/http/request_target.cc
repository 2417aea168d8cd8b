#include "http/request_target.h"

#include <algorithm>

#include "http/message.h"

namespace trent::http {
namespace {

constexpr std::size_t kPortDigitsMax = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_name_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// ":8080", or nothing at all; "host:" is allowed too (RFC 3986, section 3.2.3).
bool is_port(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != ':') return false;
  text.remove_prefix(1);
  return text.size() <= kPortDigitsMax && std::ranges::all_of(text, is_digit);
}

bool is_address_in_brackets(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; });
}

bool starts_with_scheme(std::string_view target, std::string_view scheme) {
  return target.size() > scheme.size() &&
         equal_ignoring_case(target.substr(0, scheme.size()), scheme);
}

}  // namespace

bool is_host(std::string_view value) {
  if (value.starts_with('[')) {
    const std::size_t end = value.find(']');
    return end != std::string_view::npos && is_address_in_brackets(value.substr(1, end - 1)) &&
           is_port(value.substr(end + 1));
  }
  const std::size_t colon = std::min(value.find(':'), value.size());
  return std::ranges::all_of(value.substr(0, colon), is_name_character) &&
         is_port(value.substr(colon));
}

std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!starts_with_scheme(target, scheme)) continue;
    const std::size_t path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

}  // namespace trent::http
