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

bool is_principal_text(std::string_view value) { return is_made_of(value, "_+=,.@:/-"); }

// At least three labels, none of them empty.
bool is_service_text(std::string_view value) {
  return is_made_of(value, "-.") && std::ranges::count(value, '.') >= 2 && !value.contains("..") &&
         !value.starts_with('.') && !value.ends_with('.');
}

bool is_source_arn_text(std::string_view value) {
  constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz0123456789-";
  const auto next = [&value] {
    const std::size_t colon = std::min(value.find(':'), value.size());
    const std::string_view part = value.substr(0, colon);
    value.remove_prefix(std::min(colon + 1, value.size()));
    return part;
  };
  const auto is_lower = [&](std::string_view part) {
    return part.find_first_not_of(kLower) == std::string_view::npos;
  };
  if (next() != "arn") return false;
  const std::string_view partition = next();
  const std::string_view service = next();
  const std::string_view region = next();
  // What is left must have been after a colon, and "." matches no line break.
  return partition.starts_with("aws") && is_lower(partition) && !service.empty() &&
         is_lower(service) && is_lower(region) && keys::is_account_id(next()) && !value.empty() &&
         value.find_first_of("\n\r") == std::string_view::npos;
}

bool is_material_id_text(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

}  // namespace trent::wire
