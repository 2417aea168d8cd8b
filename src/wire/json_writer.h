// wire/json_writer.h: writes JSON text into a buffer that is wiped when it goes.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/secret_bytes.h"
#include "wire/json_name.h"

namespace trent::wire {

// Commas are the writer's business; that begins and ends match is the caller's.
class JsonWriter {
 public:
  explicit JsonWriter(SecretBuffer& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(JsonName name);
  JsonWriter& text_key(std::string_view name);  // UTF-8, of any origin

  JsonWriter& string(std::string_view text);  // UTF-8
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value) { return literal(value ? "true" : "false"); }
  JsonWriter& null() { return literal("null"); }
  JsonWriter& json(std::string_view text) { return literal(text); }  // a value, written before
  JsonWriter& blob(ByteView bytes);                                  // base64
  // Seconds since the epoch with up to three decimals (kms-behaviour.md 1.3).
  JsonWriter& timestamp(Timestamp time);

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& literal(std::string_view text);
  void separate();
  void write_string(std::string_view text, bool is_key);
  void write_plain(std::string_view text, bool is_key);
  void write_escaped(std::string_view text);
  void append_escaped(char character);

  SecretBuffer& out_;
  bool needs_comma_ = false;
};

}  // namespace trent::wire
