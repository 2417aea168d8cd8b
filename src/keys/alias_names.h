// keys/alias_names.h: which alias names people may use.
//
// Source: kms-behaviour.md section 10.1.
#pragma once

#include <string_view>

#include "base/error.h"
#include "keys/ids.h"

namespace trent::keys {

inline constexpr std::string_view kReservedAliasPrefix = "alias/aws/";

// What a name must be before it can be looked up: the prefix, and characters a KMS alias may have.
// Errors: Validation, InvalidAliasName.
Result<AliasName> parse_alias_name(std::string_view text);

// "alias/aws/..." belongs to AWS managed keys. Errors: NotAuthorized (without message).
Result<void> require_not_reserved(const AliasName& name);

}  // namespace trent::keys
