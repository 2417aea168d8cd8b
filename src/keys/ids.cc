#include "keys/ids.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"

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
  // Character by character, as most prefixes differ in the first or second: starts_with() is a
  // call.
  const auto fits = [name = region.view()](const PartitionRow& row) {
    return std::ranges::mismatch(row.region_prefix, name).in1 == row.region_prefix.end();
  };
  return std::ranges::find_if(kPartitions, fits)->partition;
}

bool is_in_china(const Region& region) { return partition_of(region) == "aws-cn"; }

void write_arn_of(const KeyRef& key, ArnText& out) {
  const std::initializer_list<std::string_view> parts{
      "arn:", partition_of(key.scope.region), ":kms:", key.scope.region.view(),
      ":",    key.scope.account.view(),       ":key/", key.id.view()};
  for (const std::string_view part : parts) out.append(part);
}

std::string arn_of(const KeyRef& key) {
  ArnText text;
  write_arn_of(key, text);
  return std::string(view_of(text));
}

std::string arn_of(const AliasRef& alias) {
  return joined({"arn:", partition_of(alias.scope.region), ":kms:", alias.scope.region.view(), ":",
                 alias.scope.account.view(), ":", alias.name.view()});
}

std::string root_arn_of(const AccountId& account, const Region& region) {
  return joined({"arn:", partition_of(region), ":iam::", account.view(), ":root"});
}

KeyIdentifier parse_key_identifier(std::string_view text) {
  if (text.starts_with("arn:")) return parse_arn(text);
  if (text.starts_with("alias/")) return AliasName(std::string(text));
  return KeyId(std::string(text));
}

}  // namespace trent::keys
