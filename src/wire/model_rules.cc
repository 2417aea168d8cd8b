#include "wire/model_rules.h"

#include <algorithm>

#include "keys/ids.h"

namespace trent::wire {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// At least one character, each alphanumeric or one of `others`.
bool is_made_of(std::string_view value, std::string_view others) {
  return !value.empty() && std::ranges::all_of(value, [&](char c) {
    return is_alphanumeric(c) || others.contains(c);
  });
}

// Whether every code point of the UTF-8 text is at most U+00FF and, if a control character,
// allowed.
bool is_latin1(std::string_view value, std::string_view allowed_controls) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (byte < 0x20 && !allowed_controls.contains(value[i])) return false;
    if (byte < 0x80) continue;
    if (byte != 0xc2 && byte != 0xc3) return false;  // lead bytes of U+0080 to U+00FF
    ++i;
  }
  return true;
}

}  // namespace

bool is_alias_text(std::string_view value) { return is_made_of(value, ":/_-"); }
bool is_policy_text(std::string_view value) { return !value.empty() && is_latin1(value, "\t\n\r"); }
bool is_marker_text(std::string_view value) { return is_latin1(value, ""); }
bool is_word_text(std::string_view value) { return is_made_of(value, "_"); }
bool is_description_text(std::string_view value) { return is_made_of(value, ":/_.- \t\n\v\f\r"); }
bool is_xks_key_id_text(std::string_view value) { return is_made_of(value, "-_."); }
bool is_region_text(std::string_view value) { return keys::is_region(value); }

bool is_material_id_text(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

}  // namespace trent::wire
