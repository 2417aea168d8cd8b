// sigv4/header_names.h: header names, compared as HTTP compares them.
#pragma once

#include <string_view>

namespace trent::sigv4 {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// True if `name`, in lower case, begins with `lower_case`.
constexpr bool header_starts_with(std::string_view name, std::string_view lower_case) {
  if (name.size() < lower_case.size()) return false;
  for (std::size_t i = 0; i < lower_case.size(); ++i)
    if (to_lower(name[i]) != lower_case[i]) return false;
  return true;
}

// True if `name`, in lower case, is `lower_case`.
constexpr bool is_header(std::string_view name, std::string_view lower_case) {
  return name.size() == lower_case.size() && header_starts_with(name, lower_case);
}

}  // namespace trent::sigv4
