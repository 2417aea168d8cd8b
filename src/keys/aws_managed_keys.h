// keys/aws_managed_keys.h: the aliases that every account has from the start, and what the keys
// behind them are like.
//
// An AWS managed key comes into being with the first use of its alias. Nobody but the service
// manages it: access/gate.cc refuses, policy/document.h has its policy.
//
// Source: kms-behaviour.md 10.2 and 10.3; names and descriptions as AWS shows them in accounts.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "keys/key_record.h"

namespace trent::keys {

struct PredefinedAlias {
  std::string_view name;  // "alias/aws/s3"
  std::string_view data;  // what the service has the key for: "S3 objects"

  std::string_view service() const;  // "s3"
};

// In byte order of the names, as aliases are listed.
std::span<const PredefinedAlias> predefined_aliases();

// Null for every other name.
const PredefinedAlias* find_predefined_alias(const AliasName& name);

// The key of a predefined alias on the day it comes into being; material and policy are others'
// business. It rotates every year from then on.
KeyRecord aws_managed_key(const PredefinedAlias& alias, KeyRef ref, Timestamp now);

}  // namespace trent::keys
