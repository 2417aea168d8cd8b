#include "base/clock.h"

#include <gtest/gtest.h>

namespace trent {
namespace {

constexpr Timestamp kLeapDay{std::chrono::sys_days(std::chrono::February / 29 / 2028) +
                             std::chrono::hours(3) + std::chrono::minutes(4) +
                             std::chrono::seconds(5) + Duration(678)};

TEST(Clock, TextsAreTheOnesOfTheStandards) {
  EXPECT_EQ(iso8601_basic(kLeapDay), "20280229T030405Z");
  EXPECT_EQ(http_date(kLeapDay), "Tue, 29 Feb 2028 03:04:05 GMT");
  EXPECT_EQ(http_date(Timestamp{}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(Clock, AManualClockStandsStillUntilMoved) {
  ManualClock clock(kLeapDay);
  EXPECT_EQ(clock.now(), kLeapDay);
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(clock.now() - kLeapDay, std::chrono::hours(1));
}

}  // namespace
}  // namespace trent
