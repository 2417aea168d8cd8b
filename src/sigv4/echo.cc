#include "sigv4/echo.h"

#include <algorithm>

namespace trent::sigv4 {

std::string echo(std::string_view text, std::size_t chars_max) {
  std::string shown(text.substr(0, chars_max));
  std::ranges::replace_if(shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  if (text.size() > chars_max) shown += "...";
  return shown;
}

}  // namespace trent::sigv4
