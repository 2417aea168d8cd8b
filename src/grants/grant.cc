#include "grants/grant.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"

namespace trent::grants {
namespace {

std::string_view grantee_name(const Grant* grant) { return grant->grantee.name; }

}  // namespace

bool is_grant_id(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  return text.size() == kDigits && is_lower_hex(text);
}

bool is_repeat_of(const Grant& one, const Grant& other) {
  return !one.name.empty() && one.name == other.name && one.key == other.key &&
         one.grantee == other.grantee && one.retiring == other.retiring &&
         one.operations == other.operations && one.constraints == other.constraints &&
         one.issuing_account == other.issuing_account;
}

KeyGrants::KeyGrants(keys::KeyRef key, std::vector<Grant> grants)
    : ref(std::move(key)), grants_(std::move(grants)) {
  by_grantee_.reserve(grants_.size());
  for (const Grant& grant : grants_) by_grantee_.push_back(&grant);
  std::ranges::stable_sort(by_grantee_, {}, grantee_name);
}

std::span<const Grant* const> KeyGrants::of_grantee(std::string_view name) const {
  return std::ranges::equal_range(by_grantee_, name, {}, grantee_name);
}

}  // namespace trent::grants
