// sigv4/echo.h: how much of a request an error message may repeat.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trent::sigv4 {

// `text` with everything but printable ASCII shown as '?', cut off after `chars_max` characters.
// For parts of a request that are public by nature (names, dates, scopes), never for others.
std::string echo(std::string_view text, std::size_t chars_max = 128);

}  // namespace trent::sigv4
