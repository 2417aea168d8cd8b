// base/strong_string.h: a string that cannot be mistaken for another kind of string.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace trent {

// `using KeyId = StrongString<struct KeyIdTag>;` makes a type of its own out of a text.
template <class Tag>
class StrongString {
 public:
  StrongString() = default;
  explicit StrongString(std::string text) : text_(std::move(text)) {}

  const std::string& str() const { return text_; }
  std::string_view view() const { return text_; }
  bool empty() const { return text_.empty(); }

  auto operator<=>(const StrongString&) const = default;
  bool operator==(const StrongString&) const = default;

 private:
  std::string text_;
};

}  // namespace trent

template <class Tag>
struct std::hash<trent::StrongString<Tag>> {
  std::size_t operator()(const trent::StrongString<Tag>& value) const noexcept {
    return std::hash<std::string_view>{}(value.view());
  }
};
