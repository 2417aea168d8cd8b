// sigv4/percent_encoding.h: percent-encoding as signatures need it, byte for byte.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace trent::sigv4 {

// Appends `text` with every byte but A-Z a-z 0-9 - . _ ~ as %XX.
void append_percent_encoded(std::string_view text, std::string& out);

// '+' stands for itself. Errors: MalformedQueryString.
Result<std::string> percent_decoded(std::string_view text);

}  // namespace trent::sigv4
