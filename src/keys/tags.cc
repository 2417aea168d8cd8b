#include "keys/tags.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace trent::keys {
namespace {

bool is_reserved(std::string_view key) {
  constexpr std::string_view kPrefix = "aws:";
  return key.size() >= kPrefix.size() &&
         std::ranges::equal(key.substr(0, kPrefix.size()), kPrefix, {}, [](char c) {
           return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
         });
}

// Letters, digits and spaces of any script, and _ . / = + - @ : . What is not ASCII is let through:
// telling a letter from a symbol there would need Unicode tables for no gain in safety.
bool has_allowed_characters(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || std::string_view(" _./=+-@:").contains(c);
  });
}

Result<void> require_valid_key(std::string_view key) {
  if (is_reserved(key)) return fail(ErrorCode::Tag, "Tags beginning with aws: are reserved");
  if (!has_allowed_characters(key)) return fail(ErrorCode::Tag, "Tag key has invalid characters");
  return {};
}

}  // namespace

Result<void> require_valid_tags(std::span<const Tag> tags) {
  if (tags.size() > kTagsPerKeyMax) return fail(ErrorCode::Tag, "Too many tags");
  std::set<std::string_view> seen;
  for (const Tag& tag : tags) {
    TRY(require_valid_key(tag.key));
    if (!has_allowed_characters(tag.value))
      return fail(ErrorCode::Tag, "Tag value has invalid characters");
    if (!seen.insert(tag.key).second) return fail(ErrorCode::Tag, "Duplicate tag keys");
  }
  return {};
}

Result<void> require_valid_tag_keys(std::span<const std::string> keys) {
  for (const std::string& key : keys) TRY(require_valid_key(key));
  return {};
}

Result<std::map<std::string, std::string>> merge_tags(std::map<std::string, std::string> present,
                                                      std::span<const Tag> added) {
  for (const Tag& tag : added) present.insert_or_assign(tag.key, tag.value);
  if (present.size() > kTagsPerKeyMax) return fail(ErrorCode::Tag, "Too many tags");
  return present;
}

}  // namespace trent::keys
