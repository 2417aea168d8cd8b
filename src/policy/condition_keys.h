// policy/condition_keys.h: what is known about the condition keys that KMS requests carry.
//
// Keys not listed here have one value of type String, as the claims of a web identity
// ("idp.example.com:sub") do.
//
// Source: kms-security.md 5.4, 5.5.
#pragma once

#include <cstdint>
#include <string_view>

namespace trent::policy {

enum class ValueType : std::uint8_t { String, Bool, Numeric, Date, Arn, Address };

struct KnownConditionKey {
  std::string_view name;  // ending in ':' or '/': a family, whose members have names behind that
  ValueType type = ValueType::String;
  bool multivalued = false;
  bool identity_policies_only = false;
};

// `name` in any case. Null: not listed.
const KnownConditionKey* find_known_key(std::string_view name);

}  // namespace trent::policy
