#include "throttle/quotas.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace trent::throttle {
namespace {

constexpr std::string_view kNoLimit = "off";

Result<double> parse_rate(std::string_view text) {
  double rate = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, rate);
  // Written so that NaN is refused too.
  if (error == std::errc{} && stopped == end && rate >= kRateMin && rate <= kRateMax) return rate;
  return fail_internally(
      fmt::format("'{}' must be {} or a number of requests a second from {} to {}", text, kNoLimit,
                  kRateMin, kRateMax));
}

}  // namespace

Quotas Quotas::aws() {
  Quotas quotas;
  quotas.choices_.fill({Source::Aws, 0});
  return quotas;
}

Result<void> Quotas::set(std::string_view group_and_rate) {
  const std::size_t equals = group_and_rate.find('=');
  if (equals == std::string_view::npos)
    return fail_internally(fmt::format("'{}' must be GROUP=RATE", group_and_rate));
  const std::string_view name = group_and_rate.substr(0, equals);
  const std::string_view rate_text = group_and_rate.substr(equals + 1);
  const auto group = group_from_name(name);
  if (!group) return fail_internally(fmt::format("there is no request quota '{}'", name));
  if (rate_text == kNoLimit) {
    choices_[index_of(*group)] = {};
    return {};
  }
  TRY_ASSIGN(const double rate, parse_rate(rate_text));
  choices_[index_of(*group)] = {Source::Operator, rate};
  return {};
}

std::optional<double> Quotas::rate(Group group, const keys::Region& region) const {
  const Choice& choice = choices_[index_of(group)];
  switch (choice.source) {
    case Source::Unlimited: return std::nullopt;
    case Source::Aws: return aws_rate(group, region);
    case Source::Operator: return choice.per_second;
  }
  return std::nullopt;
}

bool Quotas::limit_anything() const {
  return std::ranges::any_of(
      choices_, [](const Choice& choice) { return choice.source != Source::Unlimited; });
}

}  // namespace trent::throttle
