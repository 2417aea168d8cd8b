// policy/condition_operator.h: the names of the condition operators, and the condition keys that a
// key policy may not test, or not in every way.
//
// Source: kms-security.md sections 3.5 and 5.2.
#pragma once

#include <string_view>

#include "base/error.h"

namespace trent::policy {

// "StringEquals", "ForAnyValue:ArnLikeIfExists", ...: an operator with its set prefix and its
// suffix.
struct ConditionOperator {
  std::string_view name;  // without prefix and suffix
  bool for_all_values = false;
  bool for_any_value = false;
  bool if_exists = false;
};

// Errors: MalformedPolicyDocument (no such operator).
Result<ConditionOperator> parse_condition_operator(std::string_view text);

// Errors: MalformedPolicyDocument: only identity policies may test `key`, or ForAllValues is used
// with a key that has one value, which would match requests that lack it.
Result<void> require_condition_key_fits(const ConditionOperator& condition, std::string_view key);

}  // namespace trent::policy
