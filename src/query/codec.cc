#include "query/codec.h"

#include <charconv>

namespace trent::query {

Result<std::int64_t> integer_of(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size() ||
      (text.starts_with('+') && digits.starts_with('-')))
    return fail(ErrorCode::Serialization, "The value of a parameter is not an integer.");
  return value;
}

Result<bool> boolean_of(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return fail(ErrorCode::Serialization, "The value of a parameter is not a boolean.");
}

}  // namespace trent::query
