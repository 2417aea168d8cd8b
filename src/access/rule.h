// access/rule.h: what an operation demands of the key it is about.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "keys/key_types.h"
#include "keys/operation.h"

namespace trent::access {

// Which of the four forms of an identifier an operation takes (kms-behaviour.md 2.2).
enum class KeyNaming : std::uint8_t {
  NoKey,    // the operation is about no single key
  IdOnly,   // key id or key ARN
  AnyForm,  // also alias name or alias ARN
};

struct AccessRule {
  KeyNaming naming = KeyNaming::NoKey;
  bool across_accounts = false;
  bool models_invalid_arn = true;  // else a malformed ARN is "not found" (kms-behaviour.md 1.14)
  bool customer_managed_only = false;     // AWS managed keys can be used and looked at, not changed
  std::optional<keys::KeyUsage> usage{};  // the usage the key must have
  std::optional<keys::Origin> origin{};   // the origin it must have; decided before its state
};

// The kinds of rule there are. operations/registry.cc says which operation follows which.
inline constexpr AccessRule kNoKey{};
inline constexpr AccessRule kManageKey{.naming = KeyNaming::IdOnly, .customer_managed_only = true};
inline constexpr AccessRule kReadKey{.naming = KeyNaming::AnyForm, .across_accounts = true};
// What there is to see of a key beyond DescribeKey.
inline constexpr AccessRule kViewKey{.naming = KeyNaming::IdOnly};
inline constexpr AccessRule kViewSharedKey{.naming = KeyNaming::IdOnly, .across_accounts = true};
inline constexpr AccessRule kManageSharedKey{
    .naming = KeyNaming::IdOnly, .across_accounts = true, .customer_managed_only = true};
inline constexpr AccessRule kAliasTarget{
    .naming = KeyNaming::IdOnly, .models_invalid_arn = false, .customer_managed_only = true};
inline constexpr AccessRule kImport{
    .naming = KeyNaming::IdOnly, .customer_managed_only = true, .origin = keys::Origin::EXTERNAL};
// Automatic rotation, which is for material that Trent made.
inline constexpr AccessRule kRotation{
    .naming = KeyNaming::IdOnly, .customer_managed_only = true, .origin = keys::Origin::AWS_KMS};
constexpr AccessRule use_key(keys::KeyUsage usage) {
  return {.naming = KeyNaming::AnyForm,
          .across_accounts = true,
          .models_invalid_arn = false,
          .usage = usage};
}

// An operation as the gate sees it. The permission is the operation's name but for ReEncrypt, which
// needs one for each of its keys.
struct Action {
  keys::Operation operation;
  std::string_view permission;  // without the "kms:" prefix
  AccessRule rule;
};

}  // namespace trent::access
