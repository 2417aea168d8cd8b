// policy/case_folding.h: comparing texts without regard to case, where IAM does.
//
// Lower-cases ASCII and the letters up to U+00FF in UTF-8: a policy document has no character
// beyond that (kms-security.md 3.1), so no other letter can be in what is compared with.
#pragma once

#include <cstdint>
#include <string_view>

namespace trent::policy {

// `c` in lower case; `before` is the byte in front of it.
constexpr char folded(char before, char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c + ('a' - 'A'));
  const auto byte = static_cast<std::uint8_t>(c);
  const bool is_latin_capital = before == '\xC3' && byte >= 0x80 && byte <= 0x9E && byte != 0x97;
  return is_latin_capital ? static_cast<char>(byte + 0x20) : c;
}

constexpr bool equal_folded(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  char left_before = 0;
  char right_before = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (folded(left_before, left[i]) != folded(right_before, right[i])) return false;
    left_before = left[i];
    right_before = right[i];
  }
  return true;
}

constexpr bool starts_with_folded(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_folded(text.substr(0, prefix.size()), prefix);
}

// FNV-1a of the folded text: a filter in front of a comparison, not a defence against collisions.
constexpr std::uint64_t folded_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  char before = 0;
  for (const char c : text) {
    hash = (hash ^ static_cast<std::uint8_t>(folded(before, c))) * 0x100000001b3;
    before = c;
  }
  return hash;
}

}  // namespace trent::policy
