// wire/shape.h: the tables that say how a struct travels as JSON, and what its members must
// satisfy.
//
// Every request and response struct has one table, next to it in operations/:
//
//   template <>
//   inline constexpr auto wire::shape<EncryptRequest> = std::tuple{
//       wire::member("KeyId", &EncryptRequest::key_id, wire::kRequired | wire::length(1, 2048)),
//       ...
//   };
//
// One generic decoder, encoder and describer (wire/codec.h) serve them all. Names, lengths and
// patterns are those of the KMS service model; tests/conformance compares them with the model in
// the SDKs.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

#include "wire/json_name.h"

namespace trent::wire {

// A regular expression of the model as the text that AWS shows, and what decides it here.
struct Pattern {
  std::string_view text;
  bool (*matches)(std::string_view value) = nullptr;
};

inline constexpr std::int64_t kNoMin = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kNoMax = std::numeric_limits<std::int64_t>::max();

// What a member must satisfy. min and max bound the length of texts (in characters), blobs (in
// bytes) and lists (in elements), and the value of numbers.
struct Rules {
  bool required = false;
  bool sensitive = false;  // marked so in the model; never shown in an error
  bool hidden = false;     // not marked in the model, and still never shown in an error
  std::int64_t min = kNoMin;
  std::int64_t max = kNoMax;
  Pattern pattern{};
  std::int64_t element_min = kNoMin;  // of the texts in a list
  std::int64_t element_max = kNoMax;

  constexpr Rules operator|(const Rules& more) const {
    Rules both = *this;
    both.required |= more.required;
    both.sensitive |= more.sensitive;
    both.hidden |= more.hidden;
    if (more.min != kNoMin) both.min = more.min;
    if (more.max != kNoMax) both.max = more.max;
    if (!more.pattern.text.empty()) both.pattern = more.pattern;
    if (more.element_min != kNoMin) both.element_min = more.element_min;
    if (more.element_max != kNoMax) both.element_max = more.element_max;
    return both;
  }
};

inline constexpr Rules kRequired{.required = true};
inline constexpr Rules kSensitive{.sensitive = true};
inline constexpr Rules kHidden{.hidden = true};
constexpr Rules bounds(std::int64_t min, std::int64_t max) { return {.min = min, .max = max}; }
constexpr Rules length(std::int64_t min, std::int64_t max) { return bounds(min, max); }
constexpr Rules element_length(std::int64_t min, std::int64_t max) {
  return {.element_min = min, .element_max = max};
}
constexpr Rules matching(Pattern pattern) { return {.pattern = pattern}; }

template <class Owner, class Value>
struct Member {
  JsonName name;
  Value Owner::* field;
  Rules rules;
};

template <class Owner, class Value>
constexpr Member<Owner, Value> member(JsonName name, Value Owner::* field, Rules rules = {}) {
  return {name, field, rules};
}

// The table of `Struct`; specialised beside each struct.
template <class Struct>
inline constexpr auto shape = nullptr;

template <class Struct>
concept Shaped = !std::is_same_v<std::remove_cvref_t<decltype(shape<Struct>)>, std::nullptr_t>;

// The response of the operations that answer with an empty body.
struct NoOutput {};

}  // namespace trent::wire

template <>
inline constexpr auto trent::wire::shape<trent::wire::NoOutput> = std::tuple{};
