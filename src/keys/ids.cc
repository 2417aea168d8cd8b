#include "keys/ids.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/encoding.h"

namespace trent::keys {
namespace {

constexpr std::size_t kUuidSize = 36;
constexpr std::string_view kMultiRegionPrefix = "mrk-";
constexpr std::size_t kMultiRegionHexDigits = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_uuid(std::string_view text) {
  if (text.size() != kUuidSize) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash_belongs_here = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash_belongs_here ? text[i] != '-' : !is_lower_hex(text.substr(i, 1))) return false;
  }
  return true;
}

// Splits off the text before the next ':'; takes everything where there is none.
std::string_view next_part(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  const std::string_view part = rest.substr(0, colon);
  rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
  return part;
}

KeyIdentifier parse_arn(std::string_view text) {
  std::string_view rest = text;
  next_part(rest);  // "arn"
  const std::string_view partition = next_part(rest);
  const std::string_view service = next_part(rest);
  const std::string_view region = next_part(rest);
  const std::string_view account = next_part(rest);
  if (service != "kms" || region.empty() || !is_account_id(account)) return MalformedArn{};
  Scope scope{AccountId(std::string(account)), Region(std::string(region))};
  if (rest.starts_with("key/"))
    return KeyArn{std::move(scope), std::string(partition), std::string(rest.substr(4))};
  if (rest.starts_with("alias/"))
    return AliasArn{{std::move(scope), AliasName(std::string(rest))}, std::string(partition)};
  return MalformedArn{};
}

struct PartitionRow {
  std::string_view region_prefix;
  std::string_view partition;
};

// Source: kms-behaviour.md 2.1. The first prefix that fits decides.
constexpr std::array kPartitions{
    PartitionRow{"cn-", "aws-cn"},         PartitionRow{"us-gov-", "aws-us-gov"},
    PartitionRow{"us-iso-", "aws-iso"},    PartitionRow{"us-isob-", "aws-iso-b"},
    PartitionRow{"eu-isoe-", "aws-iso-e"}, PartitionRow{"us-isof-", "aws-iso-f"},
    PartitionRow{"eusc-", "aws-eusc"},     PartitionRow{"", "aws"},
};

}  // namespace

bool is_account_id(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

// ^([a-z]+-){2,3}\d+$ : the pattern of RegionType in the KMS model.
bool is_region(std::string_view text) {
  int words = 0;
  while (!text.empty() && is_lower(text.front())) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return false;
    if (!std::ranges::all_of(text.substr(0, dash), is_lower)) return false;
    text.remove_prefix(dash + 1);
    ++words;
  }
  return words >= 2 && words <= 3 && !text.empty() && text.size() <= 2 &&
         std::ranges::all_of(text, is_digit);
}

bool is_key_id(std::string_view text) {
  if (!text.starts_with(kMultiRegionPrefix)) return is_uuid(text);
  const std::string_view digits = text.substr(kMultiRegionPrefix.size());
  return digits.size() == kMultiRegionHexDigits && is_lower_hex(digits);
}

std::string_view partition_of(const Region& region) {
  const auto fits = [&](const PartitionRow& row) {
    return region.view().starts_with(row.region_prefix);
  };
  return std::ranges::find_if(kPartitions, fits)->partition;
}

bool is_in_china(const Region& region) { return partition_of(region) == "aws-cn"; }

constexpr auto kKeyArn = FMT_COMPILE("arn:{}:kms:{}:{}:key/{}");

std::string arn_of(const KeyRef& key) {
  return fmt::format(kKeyArn, partition_of(key.scope.region), key.scope.region.view(),
                     key.scope.account.view(), key.id.view());
}

void write_arn_of(const KeyRef& key, ArnText& out) {
  fmt::format_to(fmt::appender(out), kKeyArn, partition_of(key.scope.region),
                 key.scope.region.view(), key.scope.account.view(), key.id.view());
}

std::string arn_of(const AliasRef& alias) {
  return fmt::format("arn:{}:kms:{}:{}:{}", partition_of(alias.scope.region),
                     alias.scope.region.view(), alias.scope.account.view(), alias.name.view());
}

std::string root_arn_of(const AccountId& account, const Region& region) {
  return fmt::format(FMT_COMPILE("arn:{}:iam::{}:root"), partition_of(region), account.view());
}

KeyIdentifier parse_key_identifier(std::string_view text) {
  if (text.starts_with("arn:")) return parse_arn(text);
  if (text.starts_with("alias/")) return AliasName(std::string(text));
  return KeyId(std::string(text));
}

}  // namespace trent::keys
