// audit/members.h: the members of requests and responses that records show, written by their shape
// tables.
//
// Nothing is shown that is not named, and no blob and no member that is marked sensitive or hidden
// can be: naming one does not compile. Names are in lower camel case, dates are as CloudTrail has
// them, and empty lists and maps are left out.
//
// Source: kms-security.md 8.5.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/clock.h"
#include "wire/codec.h"

namespace trent::audit {

// One bit for each member of a shape, in its order.
using MemberSet = std::uint32_t;

namespace showing {

template <class Value>
inline constexpr bool is_public = !wire::BlobValue<typename wire::OptionalOf<Value>::type>;

// Members with such a word in their name hold what lets somebody in, whatever their table says.
constexpr bool names_a_credential(std::string_view name) {
  constexpr std::array<std::string_view, 4> kWords{"Token", "Secret", "Password", "Assertion"};
  return std::ranges::any_of(kWords, [&](std::string_view word) { return name.contains(word); });
}

template <class Owner, class Value>
constexpr bool may_be_shown(const wire::Member<Owner, Value>& member) {
  return is_public<Value> && !member.rules.sensitive && !member.rules.hidden &&
         !names_a_credential(member.name);
}

// Those members of which `wanted` says so.
template <wire::Shaped Struct, class Wanted>
constexpr MemberSet select(Wanted wanted) {
  MemberSet selected = 0, bit = 1;
  wire::for_each_member<Struct>([&](const auto& member) {
    if (wanted(member)) selected |= bit;
    bit <<= 1;
  });
  return selected;
}

template <wire::Shaped Struct>
inline constexpr MemberSet showable =
    select<Struct>([](const auto& member) { return may_be_shown(member); });

template <wire::Shaped Struct>
constexpr MemberSet find(std::string_view name) {
  return showable<Struct> & select<Struct>([&](const auto& member) { return member.name == name; });
}

// "KeyId" as "keyId".
class LowerCamel {
 public:
  explicit LowerCamel(std::string_view name) : size_(name.copy(text_.data(), text_.size())) {
    if (text_[0] >= 'A' && text_[0] <= 'Z') text_[0] = static_cast<char>(text_[0] - 'A' + 'a');
  }
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 64> text_{};
  std::size_t size_;
};

template <wire::Shaped Struct>
void write_members(const Struct& value, MemberSet shown, wire::JsonWriter& writer);

template <class Value>
void write_value(const Value& value, wire::JsonWriter& writer) {
  if constexpr (std::is_same_v<Value, Timestamp>) {
    writer.string(us_date(value));
  } else if constexpr (wire::is_vector<Value>) {
    writer.begin_array();
    for (const auto& element : value) write_value(element, writer);
    writer.end_array();
  } else if constexpr (wire::Shaped<Value>) {
    write_members(value, ~MemberSet{0}, writer);
  } else {
    wire::codec::encode_value(value, writer);
  }
}

template <class Value>
bool is_worth_showing(const Value& value) {
  if constexpr (wire::OptionalOf<Value>::is)
    return value.has_value() && is_worth_showing(*value);
  else if constexpr (wire::is_vector<Value> || wire::TextMap<Value>)
    return !value.empty();
  else
    return true;
}

// `Owner` may be a base of `Struct`.
template <class Struct, class Owner, class Value>
void write_member(const Struct& owner, const wire::Member<Owner, Value>& member,
                  wire::JsonWriter& writer) {
  if constexpr (is_public<Value>) {
    const Value& value = owner.*member.field;
    if (!is_worth_showing(value)) return;
    writer.text_key(LowerCamel(member.name).view());
    if constexpr (wire::OptionalOf<Value>::is) {
      if (value) write_value(*value, writer);  // is_worth_showing() has seen to it
    } else {
      write_value(value, writer);
    }
  }
}

template <wire::Shaped Struct>
void write_members(const Struct& value, MemberSet shown, wire::JsonWriter& writer) {
  MemberSet bit = 1;
  writer.begin_object();
  wire::for_each_member<Struct>([&](const auto& member) {
    if ((shown & showable<Struct> & bit) != 0) write_member(value, member, writer);
    bit <<= 1;
  });
  writer.end_object();
}

}  // namespace showing

// The members of `Struct` with these names; each must exist and be fit to be shown.
template <wire::Shaped Struct>
consteval MemberSet members(std::initializer_list<std::string_view> names) {
  MemberSet set = 0;
  for (const std::string_view name : names) {
    const MemberSet member = showing::find<Struct>(name);
    if (member == 0) throw "no such member, or none that a record may show";
    set |= member;
  }
  return set;
}

// What a record shows of `Struct`; operations/audited_members.h says it for each request and
// response.
template <class Struct>
inline constexpr auto shown = nullptr;

template <class Struct>
concept Audited = std::is_same_v<std::remove_cvref_t<decltype(shown<Struct>)>, MemberSet>;

// Appends the members as one JSON object; nothing when none is to be shown.
template <Audited Struct>
void show(const Struct& value, SecretBuffer& out) {
  if constexpr (shown<Struct> != 0) {
    out.reserve(512);
    wire::JsonWriter writer(out);
    showing::write_members(value, shown<Struct>, writer);
  }
}

// Appends all members that a record may show, for APIs whose tables mark what is secret.
template <wire::Shaped Struct>
void show_all(const Struct& value, SecretBuffer& out) {
  if constexpr (std::tuple_size_v<std::remove_cvref_t<decltype(wire::shape<Struct>)>> > 0) {
    wire::JsonWriter writer(out);
    showing::write_members(value, ~MemberSet{0}, writer);
  }
}

}  // namespace trent::audit
