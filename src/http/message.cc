#include "http/message.h"

#include <algorithm>

namespace trent::http {
namespace {

// ASCII only, whatever the locale.
char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                              : character;
}

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  // Mostly they are of different sizes or begin differently, or are the same to the letter.
  if (left.size() != right.size()) return false;
  if (!left.empty() && lower(left.front()) != lower(right.front())) return false;
  return left == right || std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view Request::header(std::string_view name) const {
  for (const Header& header : headers)
    if (equal_ignoring_case(header.name, name)) return header.value;
  return {};
}

bool Request::has_header(std::string_view name) const {
  return std::ranges::any_of(
      headers, [name](const Header& header) { return equal_ignoring_case(header.name, name); });
}

bool Request::has_content_type(std::string_view type) const {
  std::string_view own = header("content-type");
  own = own.substr(0, own.find(';'));
  while (own.ends_with(' ')) own.remove_suffix(1);
  return equal_ignoring_case(own, type);
}

}  // namespace trent::http
