// keys/tags.h: the rules for the tags of a key.
//
// Source: kms-behaviour.md section 10.5.
#pragma once

#include <map>
#include <span>
#include <string>

#include "base/error.h"

namespace trent::keys {

struct Tag {
  std::string key;
  std::string value;
};

inline constexpr std::size_t kTagsPerKeyMax = 50;

// The rules for the tags of one request, that need no key. Errors: Tag.
Result<void> require_valid_tags(std::span<const Tag> tags);

// The same rules for keys alone (UntagResource).
Result<void> require_valid_tag_keys(std::span<const std::string> keys);

// `present` with `added` put over it. Errors: Tag when there would be more than kTagsPerKeyMax.
Result<std::map<std::string, std::string>> merge_tags(std::map<std::string, std::string> present,
                                                      std::span<const Tag> added);

}  // namespace trent::keys
