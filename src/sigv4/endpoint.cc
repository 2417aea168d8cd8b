#include "sigv4/endpoint.h"

#include <algorithm>
#include <array>
#include <string>

#include "sigv4/header_names.h"

namespace trent::sigv4 {
namespace {

constexpr std::array<std::string_view, 2> kPrefixes{"kms.", "kms-fips."};
constexpr std::string_view kSuffix = ".amazonaws.com";
constexpr std::string_view kChinaSuffix = ".amazonaws.com.cn";
constexpr std::string_view kChinaPartition = "aws-cn";

// In lower case, without port.
std::string name_of_host(std::string_view host) {
  std::string name(host.substr(0, host.find(':')));
  std::ranges::transform(name, name.begin(), to_lower);
  return name;
}

bool drop_prefix(std::string_view& name) {
  for (const std::string_view prefix : kPrefixes) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    return true;
  }
  return false;
}

}  // namespace

std::optional<keys::Region> region_of_host(std::string_view host) {
  const std::string lower_case = name_of_host(host);
  std::string_view name = lower_case;
  const bool in_china = name.ends_with(kChinaSuffix);
  if (!in_china && !name.ends_with(kSuffix)) return std::nullopt;
  name.remove_suffix(in_china ? kChinaSuffix.size() : kSuffix.size());
  if (!drop_prefix(name)) return std::nullopt;
  const keys::Region region{std::string(name)};
  const bool exists =
      keys::is_region(name) && in_china == (keys::partition_of(region) == kChinaPartition);
  return exists ? region : keys::Region();
}

}  // namespace trent::sigv4
