#include "policy/condition_operator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "policy/condition_keys.h"

namespace trent::policy {
namespace {

struct Name {
  std::string_view name;
  Comparison comparison;
  bool negated = false;
};

constexpr bool kNegated = true;

// clang-format off
constexpr std::array kOperators{
    Name{"StringEquals",              Comparison::StringEquals},
    Name{"StringNotEquals",           Comparison::StringEquals,           kNegated},
    Name{"StringEqualsIgnoreCase",    Comparison::StringEqualsIgnoreCase},
    Name{"StringNotEqualsIgnoreCase", Comparison::StringEqualsIgnoreCase, kNegated},
    Name{"StringLike",                Comparison::StringLike},
    Name{"StringNotLike",             Comparison::StringLike,             kNegated},
    Name{"NumericEquals",             Comparison::NumericEquals},
    Name{"NumericNotEquals",          Comparison::NumericEquals,          kNegated},
    Name{"NumericLessThan",           Comparison::NumericLessThan},
    Name{"NumericLessThanEquals",     Comparison::NumericLessThanEquals},
    Name{"NumericGreaterThan",        Comparison::NumericGreaterThan},
    Name{"NumericGreaterThanEquals",  Comparison::NumericGreaterThanEquals},
    Name{"DateEquals",                Comparison::DateEquals},
    Name{"DateNotEquals",             Comparison::DateEquals,             kNegated},
    Name{"DateLessThan",              Comparison::DateLessThan},
    Name{"DateLessThanEquals",        Comparison::DateLessThanEquals},
    Name{"DateGreaterThan",           Comparison::DateGreaterThan},
    Name{"DateGreaterThanEquals",     Comparison::DateGreaterThanEquals},
    Name{"Bool",                      Comparison::Bool},
    Name{"BinaryEquals",              Comparison::BinaryEquals},
    Name{"IpAddress",                 Comparison::IpAddress},
    Name{"NotIpAddress",              Comparison::IpAddress,              kNegated},
    Name{"ArnEquals",                 Comparison::ArnLike},
    Name{"ArnLike",                   Comparison::ArnLike},
    Name{"ArnNotEquals",              Comparison::ArnLike,                kNegated},
    Name{"ArnNotLike",                Comparison::ArnLike,                kNegated},
    Name{"Null",                      Comparison::Null},
};
// clang-format on

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
  if (take_prefix(text, "ForAllValues:"))
    condition.set = SetOperator::ForAllValues;
  else if (take_prefix(text, "ForAnyValue:"))
    condition.set = SetOperator::ForAnyValue;
  condition.if_exists = take_suffix(text, "IfExists");
  const auto row = std::ranges::find(kOperators, text, &Name::name);
  // Null asks whether there is a value; with IfExists it would ask nothing.
  if (row == kOperators.end() || (condition.if_exists && row->comparison == Comparison::Null))
    return malformed("The policy has an unknown condition operator.");
  condition.comparison = row->comparison;
  condition.negated = row->negated;
  return condition;
}

Result<void> require_condition_key_fits(const ConditionOperator& condition, std::string_view key) {
  const KnownConditionKey* known = find_known_key(key);
  if (known != nullptr && known->identity_policies_only)
    return malformed(
        fmt::format("These condition keys are not permitted in a key policy: {}", key));
  const bool multivalued = known != nullptr && known->multivalued;
  if (condition.set == SetOperator::ForAllValues && !multivalued)
    return malformed(
        "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued "
        "condition key matches requests without the specified [encryption context or tag] or with "
        "an unspecified [encryption context or tag]. To fix, remove ForAllValues.");
  return {};
}

}  // namespace trent::policy
