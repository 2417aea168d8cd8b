#include "wire/describe.h"

namespace trent::wire::describing {
namespace {

void write_bound(std::string_view name, std::int64_t bound, std::int64_t none, JsonWriter& writer) {
  writer.text_key(name);
  if (bound == none)
    writer.null();
  else
    writer.integer(bound);
}

}  // namespace

void write_rules(const Rules& rules, JsonWriter& writer) {
  writer.key("required").boolean(rules.required);
  writer.key("sensitive").boolean(rules.sensitive);
  write_bound("min", rules.min, kNoMin, writer);
  write_bound("max", rules.max, kNoMax, writer);
  writer.key("pattern");
  if (rules.pattern.matches)
    writer.string(rules.pattern.text);
  else
    writer.null();
}

void write_enum(std::span<const std::string_view> names, JsonWriter& writer) {
  writer.key("enum").begin_array();
  for (const std::string_view name : names) writer.string(name);
  writer.end_array();
}

void write_type(std::string_view type, JsonWriter& writer) { writer.key("type").string(type); }

void write_text_element(const Rules& rules, JsonWriter& writer) {
  write_type("string", writer);
  write_bound("min", rules.element_min, kNoMin, writer);
  write_bound("max", rules.element_max, kNoMax, writer);
}

}  // namespace trent::wire::describing
