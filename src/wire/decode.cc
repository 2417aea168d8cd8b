#include "wire/decode.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "base/encoding.h"

namespace trent::wire {
namespace {

namespace json = boost::json;

constexpr std::size_t kViolationsShownMax = 10;
constexpr std::size_t kValueShownBytesMax = 16384;

constexpr std::string_view kListNotExpected = "Start of list found where not expected";
constexpr std::string_view kObjectNotExpected =
    "Start of structure or map found where not expected.";

std::unexpected<Error> wrong_type(std::string message) {
  return fail(ErrorCode::Serialization, std::move(message));
}

// What Java calls the class of a JSON scalar.
std::string_view class_of(const json::value& value) {
  if (value.is_string()) return "java.lang.String";
  if (value.is_bool()) return "java.lang.Boolean";
  return "com.amazon.coral.value.json.numbers.TruncatingBigNumber";
}

// The fault for a value that should have been a scalar called `wanted` ("an String", "a Blob").
std::unexpected<Error> not_convertible(const json::value& value, std::string_view wanted) {
  if (value.is_array()) return wrong_type(std::string(kListNotExpected));
  if (value.is_object()) return wrong_type(std::string(kObjectNotExpected));
  if (value.is_null()) return fail_silently(ErrorCode::Serialization);
  return wrong_type(fmt::format("class {} can not be converted to {}", class_of(value), wanted));
}

std::unexpected<Error> bad_base64(const Base64Verdict& verdict, std::string_view text) {
  constexpr std::string_view kStart = "Value can not be converted to a Blob: ";
  switch (verdict.fault) {
    case Base64Fault::Length:
      return wrong_type(
          fmt::format("{}Base64 encoded length is expected a multiple of 4 bytes but found: {}",
                      kStart, text.size()));
    case Base64Fault::TrailingBits:
      return wrong_type(fmt::format("{}Invalid last non-pad Base64 character dectected",
                                    kStart));  // AWS's spelling
    default: return wrong_type(fmt::format("{}Invalid Base64 character", kStart));
  }
}

template <class Blob>
Result<void> decode_blob_into(const json::value& value, Blob& out, auto&& bytes_of) {
  if (!value.is_string()) return not_convertible(value, "a Blob");
  const std::string_view text = value.get_string();
  const Base64Verdict verdict = check_base64(text);
  if (verdict.fault != Base64Fault::None) return bad_base64(verdict, text);
  out = Blob(verdict.size_bytes);
  decode_base64(text, bytes_of(out));
  return {};
}

std::string shown(std::string_view text, const Rules& rules) {
  if (rules.sensitive || rules.hidden || text.size() > kValueShownBytesMax) return {};
  return fmt::format("'{}'", text);
}

std::string too_short(std::int64_t min) {
  return fmt::format("Member must have length greater than or equal to {}", min);
}

std::string too_long(std::int64_t max) {
  return fmt::format("Member must have length less than or equal to {}", max);
}

}  // namespace

Result<std::string_view> text_of(const json::value& value) {
  if (!value.is_string()) return not_convertible(value, "an String");
  return std::string_view(value.get_string());
}

Result<bool> boolean_of(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_string())
    return wrong_type(fmt::format("'{}' can not be converted to an Boolean",
                                  std::string_view(value.get_string()).substr(0, 64)));
  return not_convertible(value, "an Boolean");
}

Result<std::int64_t> integer_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64()) return std::numeric_limits<std::int64_t>::max();
  if (!value.is_double()) return not_convertible(value, "an Integer");
  constexpr double kBound = 9.2e18;  // inside what an int64 holds
  const double number = std::trunc(value.get_double());
  if (number >= kBound) return std::numeric_limits<std::int64_t>::max();
  if (number <= -kBound) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(number);
}

Result<Timestamp> timestamp_of(const json::value& value) {
  if (!value.is_number()) return not_convertible(value, "milliseconds since epoch");
  // Beyond year 9999 no calendar of ours goes; such a value is only ever "too far ahead".
  constexpr double kSecondsMax = 253402300799.0;
  const double seconds = std::clamp(value.to_number<double>(), -kSecondsMax, kSecondsMax);
  return Timestamp(Duration(std::llround(seconds * 1000.0)));
}

Result<void> decode_blob(const json::value& value, Bytes& out) {
  return decode_blob_into(value, out, [](Bytes& bytes) { return MutableByteView(bytes); });
}

Result<void> decode_blob(const json::value& value, SecretBytes& out) {
  return decode_blob_into(value, out, [](SecretBytes& bytes) { return bytes.reveal_mutable(); });
}

Result<const json::array*> list_of(const json::value& value) {
  if (value.is_array()) return &value.get_array();
  return wrong_type(std::string(value.is_object() ? kObjectNotExpected : "Expected list or null"));
}

Result<const json::object*> map_of(const json::value& value) {
  if (value.is_object()) return &value.get_object();
  return wrong_type(std::string(value.is_array() ? kListNotExpected : "Expected map or null"));
}

Result<const json::object*> structure_of(const json::value& value) {
  if (value.is_object()) return &value.get_object();
  return wrong_type(std::string(value.is_array() ? kListNotExpected : "Expected null"));
}

std::int64_t length_in_characters(std::string_view text) {
  std::int64_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) ++length;  // not a continuation byte: a code point starts
    if (byte >= 0xf0) ++length;           // beyond the basic plane: two UTF-16 units
  }
  return length;
}

void Violations::add(const Path& path, std::string_view shown, std::string_view reason) {
  if (++count_ > kViolationsShownMax) return;
  if (!text_.empty()) text_ += "; ";
  text_ += shown.empty() ? "Value" : fmt::format("Value {}", shown);
  text_ += fmt::format(" at '{}' failed to satisfy constraint: {}", path.text(), reason);
}

Error Violations::error() const {
  const std::size_t reported = std::min(count_, kViolationsShownMax);
  return fail(ErrorCode::Validation, fmt::format("{} validation error{} detected: {}", reported,
                                                 reported == 1 ? "" : "s", text_))
      .error();
}

void check_required(bool present, const Path& path, Violations& violations) {
  if (!present) violations.add(path, "null", "Member must not be null");
}

void check_length(std::int64_t length, const Rules& rules, const Path& path, std::string_view shown,
                  Violations& violations) {
  if (length > rules.max) violations.add(path, shown, too_long(rules.max));
  if (length < rules.min) violations.add(path, shown, too_short(rules.min));
}

void check_value(std::int64_t value, const Rules& rules, const Path& path, Violations& violations) {
  if (value > rules.max)
    violations.add(path, fmt::format("'{}'", value),
                   fmt::format("Member must have value less than or equal to {}", rules.max));
  if (value < rules.min)
    violations.add(path, fmt::format("'{}'", value),
                   fmt::format("Member must have value greater than or equal to {}", rules.min));
}

void check_text(std::string_view text, const Rules& rules, const Path& path,
                Violations& violations) {
  const std::int64_t length = length_in_characters(text);
  const bool fits = length <= rules.max && length >= rules.min;
  const bool matches = !rules.pattern.matches || rules.pattern.matches(text);
  if (fits && matches) return;  // the hot path builds no texts
  check_length(length, rules, path, shown(text, rules), violations);
  if (!matches)
    violations.add(
        path, shown(text, rules),
        fmt::format("Member must satisfy regular expression pattern: {}", rules.pattern.text));
}

void check_list_of_texts(const std::vector<std::string>& texts, const Rules& rules,
                         const Path& path, Violations& violations) {
  const auto fits = [&](const std::string& text) {
    const std::int64_t length = length_in_characters(text);
    return length <= rules.element_max && length >= rules.element_min;
  };
  if (std::ranges::all_of(texts, fits)) return;
  violations.add(path, shown(fmt::format("[{}]", fmt::join(texts, ", ")), rules),
                 fmt::format("Member must satisfy constraint: [{}, {}]",
                             too_long(rules.element_max), too_short(rules.element_min)));
}

std::string enum_reason(std::span<const std::string_view> names) {
  return fmt::format("Member must satisfy enum value set: [{}]", fmt::join(names, ", "));
}

std::string Path::text() const {
  std::string text(parent);
  if (!text.empty()) text += '.';
  const std::size_t start = text.size();
  text += member;
  if (text[start] >= 'A' && text[start] <= 'Z')
    text[start] = static_cast<char>(text[start] - 'A' + 'a');
  return text;
}

}  // namespace trent::wire
