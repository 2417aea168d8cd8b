// base/text.h: small work on text that the hot path does often.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>

namespace trent {

// The parts one after the other, in one allocation at most.
inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text.append(part);
  return text;
}

// Without spaces and tabs around it.
constexpr std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char character) { return character == ' ' || character == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Eight characters at a time, for loops that look for what hardly any text has. Each test answers
// in the high bit of the byte that holds; the bytes above such a one may answer so by mistake.
namespace words {

using Word = std::uint64_t;

inline constexpr Word kHighBits = 0x8080808080808080;

constexpr Word in_each_byte(std::uint8_t value) { return 0x0101010101010101U * value; }
constexpr Word holds_zero(Word word) { return (word - in_each_byte(1)) & ~word; }
constexpr Word holds(std::uint8_t value, Word word) {
  return holds_zero(word ^ in_each_byte(value));
}
// `bound`: at most 0x80.
constexpr Word holds_less_than(std::uint8_t bound, Word word) {
  return (word - in_each_byte(bound)) & ~word;
}

// The size of the front of `text`, in whole words or all of it, of which `suspicious` answers
// nothing.
template <class Suspicious>
std::size_t unsuspicious_prefix(std::string_view text, Suspicious suspicious) {
  const auto is_suspicious_at = [&](std::size_t position) {
    Word word = 0;
    std::memcpy(&word, text.data() + position, sizeof word);
    return (suspicious(word) & kHighBits) != 0;
  };
  std::size_t size = 0;
  for (; size + sizeof(Word) <= text.size(); size += sizeof(Word))
    if (is_suspicious_at(size)) return size;
  // The last word overlaps the one before.
  if (size > 0 && !is_suspicious_at(text.size() - sizeof(Word))) return text.size();
  return size;
}

}  // namespace words

}  // namespace trent
