#include "wire/json_writer.h"

#include <array>
#include <charconv>

#include "base/encoding.h"
#include "base/text.h"

namespace trent::wire {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

// Hardly any text needs an escape.
std::size_t plain_prefix(std::string_view text) {
  std::size_t size = words::unsuspicious_prefix(text, [](words::Word word) {
    return words::holds_less_than(0x20, word) | words::holds('"', word) | words::holds('\\', word);
  });
  while (size < text.size() && !needs_escape(text[size])) ++size;
  return size;
}

}  // namespace

void JsonWriter::separate() {
  if (needs_comma_) out_.push_back(',');
  needs_comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_.push_back(bracket);
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_.push_back(bracket);
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::literal(std::string_view text) {
  separate();
  append(out_, text);
  return *this;
}

JsonWriter& JsonWriter::key(JsonName name) {
  write_plain(name, /*is_key=*/true);
  return *this;
}

JsonWriter& JsonWriter::text_key(std::string_view name) {
  write_string(name, /*is_key=*/true);
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  write_string(text, /*is_key=*/false);
  return *this;
}

void JsonWriter::write_string(std::string_view text, bool is_key) {
  if (plain_prefix(text) == text.size()) return write_plain(text, is_key);
  write_escaped(text);
  if (is_key) out_.push_back(':');
  needs_comma_ = !is_key;
}

// Most of what is written goes through here, so that it is one growth and one copy.
void JsonWriter::write_plain(std::string_view text, bool is_key) {
  constexpr std::size_t quotes = 2;
  char* at = grow(out_, (needs_comma_ ? 1 : 0) + quotes + text.size() + (is_key ? 1 : 0));
  if (needs_comma_) *at++ = ',';
  *at++ = '"';
  at += text.copy(at, text.size());
  *at++ = '"';
  if (is_key) *at = ':';
  needs_comma_ = !is_key;
}

void JsonWriter::write_escaped(std::string_view text) {
  separate();
  out_.push_back('"');
  for (;;) {
    const std::size_t plain = plain_prefix(text);
    append(out_, text.substr(0, plain));
    if (plain == text.size()) break;
    append_escaped(text[plain]);
    text.remove_prefix(plain + 1);
  }
  out_.push_back('"');
}

void JsonWriter::append_escaped(char character) {
  if (character == '\n') return append(out_, "\\n");
  if (character == '"' || character == '\\') {
    out_.push_back('\\');
    return out_.push_back(character);
  }
  append(out_, "\\u00");
  out_.push_back(kHexDigits[static_cast<unsigned char>(character) >> 4]);
  out_.push_back(kHexDigits[static_cast<unsigned char>(character) & 15]);
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  std::array<char, 24> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return literal({text.data(), static_cast<std::size_t>(end - text.data())});
}

JsonWriter& JsonWriter::blob(ByteView bytes) {
  separate();
  out_.push_back('"');
  append_base64(bytes, out_);
  out_.push_back('"');
  return *this;
}

JsonWriter& JsonWriter::timestamp(Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  integer(seconds.time_since_epoch().count());
  auto millis = (time - seconds).count();
  if (millis == 0) return *this;
  out_.push_back('.');
  for (int unit = 100; millis > 0; unit /= 10) {
    out_.push_back(static_cast<char>('0' + millis / unit));
    millis %= unit;
  }
  return *this;
}

}  // namespace trent::wire
