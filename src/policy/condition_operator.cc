#include "policy/condition_operator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace trent::policy {
namespace {

// Sorted.
constexpr std::array<std::string_view, 27> kOperators{
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "BinaryEquals",
    "Bool",
    "DateEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateNotEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
    "NumericEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericNotEquals",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
};
static_assert(std::ranges::is_sorted(kOperators));

// Condition keys with several values in one request. All others have one.
constexpr std::array<std::string_view, 5> kMultivalued{
    "aws:CalledVia",       "aws:PrincipalOrgPaths", "aws:TagKeys", "kms:EncryptionContextKeys",
    "kms:GrantOperations",
};

// About the key itself: for identity policies only.
bool is_for_identity_policies(std::string_view key) {
  return key.starts_with("aws:ResourceTag") || key.starts_with("kms:ResourceTag") ||
         key == "kms:ResourceAliases";
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

std::unexpected<Error> malformed(std::string message) {
  return fail(ErrorCode::MalformedPolicyDocument, std::move(message));
}

}  // namespace

Result<ConditionOperator> parse_condition_operator(std::string_view text) {
  ConditionOperator condition;
  condition.for_all_values = take_prefix(text, "ForAllValues:");
  condition.for_any_value = !condition.for_all_values && take_prefix(text, "ForAnyValue:");
  // Null asks whether there is a value; with IfExists it would ask nothing.
  condition.if_exists = take_suffix(text, "IfExists");
  condition.name = text;
  const bool known = std::ranges::find(kOperators, text) != kOperators.end();
  if (!known || (condition.if_exists && text == "Null"))
    return malformed("The policy has an unknown condition operator.");
  return condition;
}

Result<void> require_condition_key_fits(const ConditionOperator& condition, std::string_view key) {
  if (is_for_identity_policies(key))
    return malformed(
        fmt::format("These condition keys are not permitted in a key policy: {}", key));
  const bool multivalued = std::ranges::find(kMultivalued, key) != kMultivalued.end();
  if (condition.for_all_values && !multivalued)
    return malformed(
        "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued "
        "condition key matches requests without the specified [encryption context or tag] or with "
        "an unspecified [encryption context or tag]. To fix, remove ForAllValues.");
  return {};
}

}  // namespace trent::policy
