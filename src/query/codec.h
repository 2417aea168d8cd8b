// query/codec.h: decodes forms into, and encodes XML from, every struct that has a shape table
// (wire/shape.h). Member names, rules and violations are those of the JSON codec; here a secret
// travels as the text it is.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "query/form.h"
#include "query/xml_writer.h"
#include "wire/codec.h"

namespace trent::query {

// --- decoding ------------------------------------------------------------------------------------

// Both take what the real service takes: an integer may have a sign and leading zeros, a boolean is
// true, false, 1 or 0. Errors: Serialization.
Result<std::int64_t> integer_of(std::string_view text);
Result<bool> boolean_of(std::string_view text);

namespace codec {

template <wire::Shaped Struct>
Result<void> decode_members(const Form& form, const std::string& prefix, std::string_view parent,
                            wire::Violations& violations, Struct& out);

template <class Element>
Result<void> decode_list(const Form& form, const std::string& name, const wire::Path& path,
                         const wire::Rules& rules, wire::Violations& violations,
                         std::vector<Element>& out) {
  for (const std::string& element : form.elements_of(name)) {
    if constexpr (wire::Shaped<Element>) {
      const std::string element_path =
          path.text() + "." + std::to_string(out.size() + 1) + ".member";
      TRY(decode_members(form, element + ".", element_path, violations, out.emplace_back()));
    } else if (const std::string* text = form.find(element)) {
      out.push_back(*text);
    }
  }
  if constexpr (!wire::Shaped<Element>) wire::check_list_of_texts(out, rules, path, violations);
  wire::check_length(static_cast<std::int64_t>(out.size()), rules, path, "", violations);
  return {};
}

template <class Value>
Result<void> decode_text(const std::string& text, const wire::Path& path, const wire::Rules& rules,
                         wire::Violations& violations, Value& out) {
  if constexpr (std::is_same_v<Value, std::string>) {
    out = text;
    wire::check_text(out, rules, path, violations);
  } else if constexpr (std::is_same_v<Value, SecretBytes>) {
    out = SecretBytes::copy_of(std::string_view(text));
    wire::check_length(wire::length_in_bytes(out), rules, path, "", violations);
  } else if constexpr (std::is_same_v<Value, bool>) {
    TRY_ASSIGN(out, boolean_of(text));
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    TRY_ASSIGN(out, integer_of(text));
    wire::check_value(out, rules, path, violations);
  } else {
    static_assert(NamedEnum<Value>);
    if (const auto found = enum_from_name<Value>(text))
      out = *found;
    else
      violations.add(path, "'" + text + "'", wire::enum_reason(enum_names<Value>));
  }
  return {};
}

// `Owner` may be a base of `Struct`.
template <class Owner, class Value, class Struct>
Result<void> decode_member(const wire::Member<Owner, Value>& member, const Form& form,
                           const std::string& prefix, std::string_view parent,
                           wire::Violations& violations, Struct& out) {
  using Inner = typename wire::OptionalOf<Value>::type;
  const wire::Path path{parent, member.name};
  const std::string name = prefix + std::string(member.name);
  if (!form.has(name)) {
    if (member.rules.required) wire::check_required(false, path, violations);
    return {};
  }
  Inner* field = nullptr;
  if constexpr (wire::OptionalOf<Value>::is)
    field = &(out.*member.field).emplace();
  else
    field = &(out.*member.field);
  if constexpr (wire::is_vector<Inner>) {
    return decode_list(form, name, path, member.rules, violations, *field);
  } else if constexpr (wire::Shaped<Inner>) {
    return decode_members(form, name + ".", path.text(), violations, *field);
  } else {
    const std::string* text = form.find(name);
    return decode_text(text ? *text : std::string(), path, member.rules, violations, *field);
  }
}

template <wire::Shaped Struct>
Result<void> decode_members(const Form& form, const std::string& prefix, std::string_view parent,
                            wire::Violations& violations, Struct& out) {
  Result<void> outcome;
  wire::for_each_member<Struct>([&](const auto& member) {
    if (outcome) outcome = decode_member(member, form, prefix, parent, violations, out);
  });
  return outcome;
}

}  // namespace codec

// Errors: Serialization (no number, no boolean), Validation (all rules that are broken).
template <wire::Shaped Request>
Result<Request> decode(const Form& form) {
  Request request;
  wire::Violations violations;
  TRY(codec::decode_members(form, "", "", violations, request));
  if (!violations.empty()) return std::unexpected(violations.error());
  return request;
}

// --- encoding ------------------------------------------------------------------------------------

namespace codec {

template <class Value>
void encode_value(const Value& value, XmlWriter& writer) {
  if constexpr (std::is_same_v<Value, std::string>) {
    writer.text(value);
  } else if constexpr (std::is_same_v<Value, SecretBytes>) {
    writer.text(as_text(value.reveal()));
  } else if constexpr (std::is_same_v<Value, bool>) {
    writer.text(value ? "true" : "false");
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    writer.text(std::to_string(value));
  } else if constexpr (std::is_same_v<Value, Timestamp>) {
    writer.text(iso8601(value));
  } else if constexpr (NamedEnum<Value>) {
    writer.text(name_of(value));
  } else if constexpr (wire::is_vector<Value>) {
    for (const auto& element : value) {
      writer.begin("member");
      encode_value(element, writer);
      writer.end("member");
    }
  } else {
    wire::for_each_member<Value>([&](const auto& member) {
      const auto& field = value.*member.field;
      const auto write = [&](const auto& present) {
        writer.begin(member.name);
        encode_value(present, writer);
        writer.end(member.name);
      };
      if constexpr (wire::OptionalOf<std::remove_cvref_t<decltype(field)>>::is) {
        if (field) write(*field);
      } else {
        write(field);
      }
    });
  }
}

}  // namespace codec

// The members of `response`, one after the other.
template <wire::Shaped Response>
SecretBuffer encode(const Response& response) {
  SecretBuffer body;
  body.reserve(1024);
  XmlWriter writer(body);
  codec::encode_value(response, writer);
  return body;
}

}  // namespace trent::query
