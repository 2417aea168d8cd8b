// policy/condition_operator.h: the names of the condition operators, and the condition keys that a
// key policy may not test, or not in every way.
//
// Source: kms-security.md sections 3.5 and 5.2.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace trent::policy {

// What an operator compares, before it is negated. ArnEquals and ArnLike are one.
enum class Comparison : std::uint8_t {
  StringEquals,
  StringEqualsIgnoreCase,
  StringLike,
  NumericEquals,
  NumericLessThan,
  NumericLessThanEquals,
  NumericGreaterThan,
  NumericGreaterThanEquals,
  DateEquals,
  DateLessThan,
  DateLessThanEquals,
  DateGreaterThan,
  DateGreaterThanEquals,
  Bool,
  BinaryEquals,
  IpAddress,
  ArnLike,
  Null,
};

// How the operator treats the set of values a request has for the key.
enum class SetOperator : std::uint8_t { None, ForAllValues, ForAnyValue };

// "StringEquals", "ForAnyValue:ArnNotLikeIfExists", ...
struct ConditionOperator {
  Comparison comparison = Comparison::StringEquals;
  bool negated = false;
  SetOperator set = SetOperator::None;
  bool if_exists = false;
};

// Errors: MalformedPolicyDocument (no such operator).
Result<ConditionOperator> parse_condition_operator(std::string_view text);

// Errors: MalformedPolicyDocument: only identity policies may test `key`, or ForAllValues is used
// with a key that has one value, which would match requests that lack it.
Result<void> require_condition_key_fits(const ConditionOperator& condition, std::string_view key);

}  // namespace trent::policy
