#include "iam/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "iam/quotas.h"
#include "sigv4/percent_encoding.h"

namespace trent::iam {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

bool is_policy_path_text(std::string_view value) {
  return value.starts_with('/') && value.ends_with('/') && !value.contains("//") &&
         std::ranges::all_of(value, [](char c) {
           return is_alphanumeric(c) || std::string_view("/.,+@=_-").contains(c);
         });
}

bool is_id_text(std::string_view value) {
  return !value.empty() &&
         std::ranges::all_of(value, [](char c) { return is_alphanumeric(c) || c == '_'; });
}

// Latin-1 but for controls: what is_policy_text takes, without those from U+007F to U+00A0.
bool is_role_description_text(std::string_view value) {
  if (value.empty()) return true;
  if (!wire::is_policy_text(value) || value.contains('\x7f')) return false;
  for (std::size_t at = value.find('\xc2'); at != std::string_view::npos;
       at = value.find('\xc2', at + 1))
    if (at + 1 < value.size() && static_cast<unsigned char>(value[at + 1]) <= 0xa0) return false;
  return true;
}

std::vector<Tag> shown_tags(const identity::Tags& tags) {
  std::vector<Tag> shown;
  for (const auto& [key, value] : tags) shown.push_back({key, value});
  return shown;
}

Result<void> add_tags(identity::Tags& present, const std::vector<Tag>& added) {
  std::set<std::string> folded_keys;
  for (const Tag& tag : added) {
    const std::string key = identity::folded(tag.key);
    if (!folded_keys.insert(key).second)
      return fail(ErrorCode::Tag,
                  "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    std::erase_if(present, [&](const auto& each) { return identity::folded(each.first) == key; });
    present.emplace(tag.key, tag.value);
  }
  if (present.size() > kTagsMax)
    return fail(ErrorCode::LimitExceeded,
                fmt::format("The number of tags has reached the maximum limit of {}.", kTagsMax));
  return {};
}

Result<identity::Tags> new_tags(const std::vector<Tag>& tags) {
  identity::Tags made;
  TRY(add_tags(made, tags));
  return made;
}

std::optional<AttachedBoundary> shown_boundary(const Call& call, const EntityRecord& record) {
  const auto& boundary = permissions_of(record).boundary;
  if (!boundary) return std::nullopt;
  return AttachedBoundary{.arn = policy_arn_of(call, *boundary)};
}

std::string shown_document(std::string_view document) {
  std::string encoded;
  sigv4::append_percent_encoded(document, encoded);
  return encoded;
}

}  // namespace trent::iam
