// keys/ids.h: the names by which KMS knows things: accounts, Regions, keys, aliases, and their
// ARNs.
//
// Source: kms-behaviour.md section 2 (identifiers).
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/strong_string.h"

namespace trent::keys {

using AccountId = StrongString<struct AccountIdTag>;          // 12 digits
using Region = StrongString<struct RegionTag>;                // "eu-central-1"
using KeyId = StrongString<struct KeyIdTag>;                  // UUID, or "mrk-" and 32 hex digits
using KeyMaterialId = StrongString<struct KeyMaterialIdTag>;  // 64 lower-case hex digits
using AliasName = StrongString<struct AliasNameTag>;          // "alias/..." , prefix included

bool is_account_id(std::string_view text);
bool is_region(std::string_view text);
// True for the two forms KMS makes; anything else is `Invalid keyId`.
bool is_key_id(std::string_view text);

// "aws", "aws-cn", "aws-us-gov", ...: decided by the prefix of the Region.
std::string_view partition_of(const Region& region);
bool is_in_china(const Region& region);

// Where a name is looked up: the same id in another account or Region is another thing.
struct Scope {
  AccountId account;
  Region region;
  auto operator<=>(const Scope&) const = default;
  bool operator==(const Scope&) const = default;
};

// A key, unmistakably.
struct KeyRef {
  Scope scope;
  KeyId id;
  auto operator<=>(const KeyRef&) const = default;
  bool operator==(const KeyRef&) const = default;
};

struct AliasRef {
  Scope scope;
  AliasName name;
  auto operator<=>(const AliasRef&) const = default;
  bool operator==(const AliasRef&) const = default;
};

std::string arn_of(const KeyRef& key);  // arn:aws:kms:REGION:ACCOUNT:key/ID
// The same without the heap, unless the Region's name is absurdly long.
using ArnText = fmt::basic_memory_buffer<char, 160>;
void write_arn_of(const KeyRef& key, ArnText& out);
inline std::string_view view_of(const ArnText& text) { return {text.data(), text.size()}; }
std::string arn_of(const AliasRef& alias);  // arn:aws:kms:REGION:ACCOUNT:alias/NAME
std::string root_arn_of(const AccountId& account,
                        const Region& region);  // arn:aws:iam::ACCOUNT:root

// What a request's KeyId says, before anything is looked up.
struct KeyArn {
  Scope scope;
  std::string partition;
  std::string key_id;  // not yet checked for its form
};
struct AliasArn {
  AliasRef alias;
  std::string partition;
};
struct MalformedArn {};
using KeyIdentifier = std::variant<KeyId, AliasName, KeyArn, AliasArn, MalformedArn>;

// Tells the four forms apart (section 2.4): "arn:" makes an ARN, "alias/" an alias, all else a key
// id.
KeyIdentifier parse_key_identifier(std::string_view text);

}  // namespace trent::keys
