// wire/codec.h: the one decoder and the one encoder, for every struct that has a shape table.
#pragma once

#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/enum_names.h"
#include "wire/decode.h"
#include "wire/document.h"
#include "wire/json_writer.h"
#include "wire/shape.h"

namespace trent::wire {

// A member's value as wire types: what std::optional<T> travels as is what T travels as.
template <class T>
struct OptionalOf {
  using type = T;
  static constexpr bool is = false;
};
template <class T>
struct OptionalOf<std::optional<T>> {
  using type = T;
  static constexpr bool is = true;
};

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = !std::is_same_v<std::vector<T>, Bytes>;

template <class T>
concept BlobValue = std::is_same_v<T, Bytes> || std::is_same_v<T, SecretBytes>;
template <class T>
concept TextMap = std::is_same_v<T, std::map<std::string, std::string>>;

template <class Struct, class Visit>
constexpr void for_each_member(Visit&& visit) {
  std::apply([&](const auto&... members) { (visit(members), ...); }, shape<Struct>);
}

// --- decoding ------------------------------------------------------------------------------------

namespace codec {

template <Shaped Struct>
Result<void> decode_members(const boost::json::object& object, std::string_view parent,
                            Violations& violations, Struct& out);

template <NamedEnum Enum>
Result<void> decode_enum(const boost::json::value& value, const Path& path, Violations& violations,
                         Enum& out) {
  TRY_ASSIGN(const std::string_view word, text_of(value));
  if (const auto found = enum_from_name<Enum>(word))
    out = *found;
  else
    violations.add(path, "'" + std::string(word) + "'", enum_reason(enum_names<Enum>));
  return {};
}

// A list of words: AWS reports the list as a whole.
template <NamedEnum Enum>
Result<void> decode_enum_list(const boost::json::array& array, const Path& path,
                              Violations& violations, std::vector<Enum>& out) {
  std::string shown;
  bool all_known = true;
  for (const boost::json::value& element : array) {
    TRY_ASSIGN(const std::string_view word, text_of(element));
    shown += (shown.empty() ? "" : ", ") + std::string(word);
    if (const auto found = enum_from_name<Enum>(word))
      out.push_back(*found);
    else
      all_known = false;
  }
  if (!all_known)
    violations.add(path, "'[" + shown + "]'",
                   "Member must satisfy constraint: [" + enum_reason(enum_names<Enum>) + "]");
  return {};
}

template <class Element>
Result<void> decode_list(const boost::json::value& value, const Path& path, const Rules& rules,
                         Violations& violations, std::vector<Element>& out) {
  TRY_ASSIGN(const boost::json::array* array, list_of(value));
  if constexpr (NamedEnum<Element>) {
    TRY(decode_enum_list(*array, path, violations, out));
  } else if constexpr (Shaped<Element>) {
    for (const boost::json::value& element : *array) {
      TRY_ASSIGN(const boost::json::object* object, structure_of(element));
      const std::string element_path =
          path.text() + "." + std::to_string(out.size() + 1) + ".member";
      TRY(decode_members(*object, element_path, violations, out.emplace_back()));
    }
  } else {
    for (const boost::json::value& element : *array) {
      TRY_ASSIGN(const std::string_view text, text_of(element));
      out.emplace_back(text);
    }
    check_list_of_texts(out, rules, path, violations);
  }
  check_length(static_cast<std::int64_t>(array->size()), rules, path, "", violations);
  return {};
}

template <class Value>
Result<void> decode_value(const boost::json::value& value, const Path& path, const Rules& rules,
                          Violations& violations, Value& out) {
  if constexpr (std::is_same_v<Value, std::string>) {
    TRY_ASSIGN(out, text_of(value));
    check_text(out, rules, path, violations);
  } else if constexpr (BlobValue<Value>) {
    TRY(decode_blob(value, out));
    check_length(length_in_bytes(out), rules, path, "", violations);
  } else if constexpr (std::is_same_v<Value, bool>) {
    TRY_ASSIGN(out, boolean_of(value));
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    TRY_ASSIGN(out, integer_of(value));
    check_value(out, rules, path, violations);
  } else if constexpr (std::is_same_v<Value, Timestamp>) {
    TRY_ASSIGN(out, timestamp_of(value));
  } else if constexpr (NamedEnum<Value>) {
    TRY(decode_enum(value, path, violations, out));
  } else if constexpr (is_vector<Value>) {
    TRY(decode_list(value, path, rules, violations, out));
  } else if constexpr (TextMap<Value>) {
    TRY_ASSIGN(const boost::json::object* object, map_of(value));
    for (const auto& [key, element] : *object) {
      TRY_ASSIGN(const std::string_view text, text_of(element));
      out.insert_or_assign(std::string(key), std::string(text));
    }
  } else {
    TRY_ASSIGN(const boost::json::object* object, structure_of(value));
    TRY(decode_members(*object, path.text(), violations, out));
  }
  return {};
}

template <class Struct, class Value>
Result<void> decode_member(const Member<Struct, Value>& member, const boost::json::object& object,
                           std::string_view parent, Violations& violations, Struct& out) {
  const auto found = object.find(member.name.view());
  // An explicit null is the same as an absent member.
  const Path path{parent, member.name};
  const bool present = found != object.end() && !found->value().is_null();
  if (!present) {
    if (member.rules.required) check_required(false, path, violations);
    return {};
  }
  auto& field = out.*member.field;
  if constexpr (OptionalOf<Value>::is)
    return decode_value(found->value(), path, member.rules, violations, field.emplace());
  else
    return decode_value(found->value(), path, member.rules, violations, field);
}

template <Shaped Struct>
Result<void> decode_members(const boost::json::object& object, std::string_view parent,
                            Violations& violations, Struct& out) {
  Result<void> outcome;
  for_each_member<Struct>([&](const auto& member) {
    if (outcome) outcome = decode_member(member, object, parent, violations, out);
  });
  return outcome;
}

}  // namespace codec

// Errors: Serialization (a value of the wrong type), Validation (all rules that are broken).
template <Shaped Request>
Result<Request> decode(const Document& document) {
  Request request;
  Violations violations;
  TRY(codec::decode_members(document.object(), "", violations, request));
  if (!violations.empty()) return std::unexpected(violations.error());
  return request;
}

// --- encoding ------------------------------------------------------------------------------------

namespace codec {

template <Shaped Struct>
void encode_members(const Struct& value, JsonWriter& writer);

template <class Value>
void encode_value(const Value& value, JsonWriter& writer) {
  if constexpr (std::is_same_v<Value, std::string>) {
    writer.string(value);
  } else if constexpr (std::is_same_v<Value, Bytes>) {
    writer.blob(value);
  } else if constexpr (std::is_same_v<Value, SecretBytes>) {
    writer.blob(value.reveal());
  } else if constexpr (std::is_same_v<Value, bool>) {
    writer.boolean(value);
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    writer.integer(value);
  } else if constexpr (std::is_same_v<Value, Timestamp>) {
    writer.timestamp(value);
  } else if constexpr (NamedEnum<Value>) {
    writer.string(name_of(value));
  } else if constexpr (is_vector<Value>) {
    writer.begin_array();
    for (const auto& element : value) encode_value(element, writer);
    writer.end_array();
  } else if constexpr (TextMap<Value>) {
    writer.begin_object();
    for (const auto& [key, text] : value) writer.text_key(key).string(text);
    writer.end_object();
  } else {
    encode_members(value, writer);
  }
}

template <Shaped Struct>
void encode_members(const Struct& value, JsonWriter& writer) {
  writer.begin_object();
  for_each_member<Struct>([&](const auto& member) {
    const auto& field = value.*member.field;
    if constexpr (OptionalOf<std::remove_cvref_t<decltype(field)>>::is) {
      if (field) encode_value(*field, writer.key(member.name));
    } else {
      encode_value(field, writer.key(member.name));
    }
  });
  writer.end_object();
}

}  // namespace codec

template <Shaped Response>
SecretBuffer encode(const Response& response) {
  SecretBuffer body;
  if constexpr (!std::is_same_v<Response, NoOutput>) {
    body.reserve(512);
    JsonWriter writer(body);
    codec::encode_members(response, writer);
  }
  return body;
}

}  // namespace trent::wire
