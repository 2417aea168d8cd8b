#include "http/deadlines.h"

#include <gtest/gtest.h>

#include <memory>

namespace trent::http {
namespace {

class CountingWaiter final : public Waiter {
 public:
  using Waiter::arm;
  using Waiter::disarm;
  using Waiter::Waiter;
  void on_deadline() override { ++expired; }
  void on_drain() override { ++drained; }
  int expired = 0;
  int drained = 0;
};

TEST(Deadlines, SweepReachesOnlyWhoWaitedLongEnough) {
  Deadlines deadlines;
  CountingWaiter past(deadlines);
  CountingWaiter future(deadlines);
  CountingWaiter unarmed(deadlines);
  past.arm(Duration{0});
  future.arm(Duration{1'000'000});
  deadlines.sweep();
  EXPECT_EQ(past.expired, 1);
  EXPECT_EQ(future.expired, 0);
  EXPECT_EQ(unarmed.expired, 0);
  past.disarm();
  deadlines.sweep();
  EXPECT_EQ(past.expired, 1);
}

TEST(Deadlines, ForgetsWhoIsGone) {
  Deadlines deadlines;
  auto first = std::make_unique<CountingWaiter>(deadlines);
  auto second = std::make_unique<CountingWaiter>(deadlines);
  CountingWaiter third(deadlines);
  first.reset();
  deadlines.drain();
  EXPECT_EQ(second->drained, 1);
  second.reset();
  deadlines.drain();
  EXPECT_EQ(third.drained, 2);
}

}  // namespace
}  // namespace trent::http
