// base/enum_names.h: enumerations and the words the wire uses for them.
//
// An enumeration that is persisted or sent specialises `enum_names` with one word per enumerator,
// in enumerator order starting at 0. Words, not numbers, are what is stored and sent.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace trent {

// Specialise as:  template <> inline constexpr std::array enum_names<Color>{"RED"sv, "BLUE"sv};
template <class Enum>
inline constexpr std::array<std::string_view, 0> enum_names{};

template <class Enum>
concept NamedEnum = requires { requires enum_names<Enum>.size() > 0; };

template <NamedEnum Enum>
constexpr std::string_view name_of(Enum value) {
  return enum_names<Enum>[static_cast<std::size_t>(value)];
}

template <NamedEnum Enum>
constexpr std::optional<Enum> enum_from_name(std::string_view name) {
  for (std::size_t i = 0; i < enum_names<Enum>.size(); ++i)
    if (enum_names<Enum>[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace trent
