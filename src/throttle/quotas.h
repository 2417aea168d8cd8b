// throttle/quotas.h: how many requests a second the operator allows, for each group.
//
// A profile, and single groups that differ from it. Every Region is given what the operator says
// for a group; only AWS's own numbers differ by Region.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "throttle/groups.h"

namespace trent::throttle {

inline constexpr double kRateMin = 0.001;
inline constexpr double kRateMax = 1'000'000;

class Quotas {
 public:
  // Nothing is limited.
  Quotas() = default;
  static Quotas aws();

  // Takes "CreateKey=50", or "CreateKey=off" for no limit. The last word on a group counts.
  // Errors: Internal, with what is wrong as its detail; nothing is changed then.
  Result<void> set(std::string_view group_and_rate);

  // Requests a second; none: no limit.
  std::optional<double> rate(Group group, const keys::Region& region) const;

  bool limit_anything() const;

 private:
  enum class Source : std::uint8_t { Unlimited, Aws, Operator };
  struct Choice {
    Source source = Source::Unlimited;
    double per_second = 0;  // the operator's
  };
  std::array<Choice, kGroupCount> choices_;
};

}  // namespace trent::throttle
