#include "wire/json_writer.h"

#include <array>
#include <charconv>

#include "base/encoding.h"

namespace trent::wire {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool needs_escape(char character) {
  return character == '"' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
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
  append(text);
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  string(name);
  out_.push_back(':');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  out_.push_back('"');
  for (const char character : text) {
    if (!needs_escape(character)) {
      out_.push_back(character);
    } else if (character == '\n') {
      append("\\n");
    } else if (character == '"' || character == '\\') {
      out_.push_back('\\');
      out_.push_back(character);
    } else {
      append("\\u00");
      out_.push_back(kHexDigits[static_cast<unsigned char>(character) >> 4]);
      out_.push_back(kHexDigits[static_cast<unsigned char>(character) & 15]);
    }
  }
  out_.push_back('"');
  return *this;
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
