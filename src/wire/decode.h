// wire/decode.h: what decoding needs for single values; wire/codec.h puts them together.
//
// Two kinds of fault, as AWS has them: a value of the wrong JSON type ends decoding with a
// SerializationException; a value that breaks a rule is noted as a violation, and all of them are
// reported together (kms-behaviour.md 1.8, 1.9).
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_bytes.h"
#include "wire/shape.h"

namespace trent::wire {

// --- types ---------------------------------------------------------------------------------------

Result<std::string_view> text_of(const boost::json::value& value);
Result<bool> boolean_of(const boost::json::value& value);
// A fraction is cut off; a number beyond the type is its nearest bound.
Result<std::int64_t> integer_of(const boost::json::value& value);
Result<Timestamp> timestamp_of(const boost::json::value& value);
// Errors never show the value: it may be a plaintext or a token.
Result<void> decode_blob(const boost::json::value& value, Bytes& out);
Result<void> decode_blob(const boost::json::value& value, SecretBytes& out);
Result<const boost::json::array*> list_of(const boost::json::value& value);
Result<const boost::json::object*> map_of(const boost::json::value& value);
Result<const boost::json::object*> structure_of(const boost::json::value& value);

// --- rules ---------------------------------------------------------------------------------------

inline std::int64_t length_in_bytes(const Bytes& blob) {
  return static_cast<std::int64_t>(blob.size());
}
inline std::int64_t length_in_bytes(const SecretBytes& blob) {
  return static_cast<std::int64_t>(blob.size_bytes());
}
// In UTF-16 units, as Java counts.
std::int64_t length_in_characters(std::string_view text);

// Where a value stands: "tags.1.member" and "TagKey". Its text is only made when something is
// wrong.
struct Path {
  std::string_view parent;
  std::string_view member;
  std::string text() const;  // as AWS shows it: "tags.1.member.tagKey"
};

class Violations {
 public:
  // `shown` is the value as AWS prints it ("'x'", "null"), or empty to show none.
  void add(const Path& path, std::string_view shown, std::string_view reason);
  bool empty() const { return count_ == 0; }
  // The ValidationException that lists them all (at most the first ten).
  Error error() const;

 private:
  std::size_t count_ = 0;
  std::string text_;
};

void check_required(bool present, const Path& path, Violations& violations);
void check_length(std::int64_t length, const Rules& rules, const Path& path, std::string_view shown,
                  Violations& violations);
void check_value(std::int64_t value, const Rules& rules, const Path& path, Violations& violations);
void check_text(std::string_view text, const Rules& rules, const Path& path,
                Violations& violations);
void check_list_of_texts(const std::vector<std::string>& texts, const Rules& rules,
                         const Path& path, Violations& violations);
// "Member must satisfy enum value set: [A, B]".
std::string enum_reason(std::span<const std::string_view> names);

}  // namespace trent::wire
