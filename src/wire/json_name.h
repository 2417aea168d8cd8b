// wire/json_name.h: the name of a member of a JSON object, as it stands in our source.
#pragma once

#include <string_view>

namespace trent::wire {

constexpr bool needs_escape(char character) {
  return character == '"' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
}

// That it needs no escape is known before we run, so that writing it is a copy.
class JsonName {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a name is written as the text that it is
  consteval JsonName(const char* text) : text_(text) {
    for (const char character : text_)
      if (needs_escape(character)) throw "a name that would need an escape";
  }
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr operator std::string_view() const { return text_; }
  constexpr std::string_view view() const { return text_; }
  constexpr bool operator==(std::string_view other) const { return text_ == other; }

 private:
  std::string_view text_;
};

}  // namespace trent::wire
