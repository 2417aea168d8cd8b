#include "wire/json_writer.h"

#include <array>
#include <charconv>
#include <cstring>

#include "base/encoding.h"

namespace trent::wire {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool needs_escape(char character) {
  return character == '"' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
}

// Hardly any text needs an escape, so that it is looked for in eight bytes at a time.
constexpr std::uint64_t in_each_byte(std::uint8_t value) { return 0x0101010101010101U * value; }

// Does a byte of the eight need an escape? A few others, of UTF-8, may count as well.
bool may_need_escape(std::uint64_t word) {
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - in_each_byte(1)) & ~bytes; };
  const std::uint64_t controls = (word - in_each_byte(0x20)) & ~word;
  const std::uint64_t found =
      controls | has_zero(word ^ in_each_byte('"')) | has_zero(word ^ in_each_byte('\\'));
  return (found & in_each_byte(0x80)) != 0;
}

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);

std::uint64_t word_at(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, kWordBytes);
  return word;
}

std::size_t plain_prefix(std::string_view text) {
  std::size_t size = 0;
  while (size + kWordBytes <= text.size() && !may_need_escape(word_at(text.data() + size)))
    size += kWordBytes;
  // The last word of a plain text overlaps the one before.
  if (size > 0 && size + kWordBytes > text.size() &&
      !may_need_escape(word_at(text.data() + text.size() - kWordBytes)))
    return text.size();
  while (size < text.size() && !needs_escape(text[size])) ++size;
  return size;
}

constexpr std::string_view kQuote = "\"";
constexpr std::string_view kQuoteAndColon = "\":";

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

JsonWriter& JsonWriter::key(std::string_view name) {
  write_string(name, kQuoteAndColon);
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  write_string(text, kQuote);
  needs_comma_ = true;
  return *this;
}

// Most of what is written goes through here, so that it is one growth and one copy.
void JsonWriter::write_string(std::string_view text, std::string_view end) {
  if (plain_prefix(text) != text.size()) return write_escaped(text, end);
  const std::string_view begin = needs_comma_ ? ",\"" : kQuote;
  char* at = grow(out_, begin.size() + text.size() + end.size());
  for (const std::string_view part : {begin, text, end}) at += part.copy(at, part.size());
}

void JsonWriter::write_escaped(std::string_view text, std::string_view end) {
  separate();
  append(out_, kQuote);
  for (;;) {
    const std::size_t plain = plain_prefix(text);
    append(out_, text.substr(0, plain));
    if (plain == text.size()) break;
    append_escaped(text[plain]);
    text.remove_prefix(plain + 1);
  }
  append(out_, end);
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
