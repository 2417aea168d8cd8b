#include "http/pool.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>

namespace trent::http {
namespace {

TEST(Pool, RunsJobsOnItsOwnThreads) {
  Pool pool("test", Pool::Share::Equal, 1, 1);
  std::promise<std::thread::id> ran;
  ASSERT_TRUE(pool.try_reserve());
  pool.submit([&] { ran.set_value(std::this_thread::get_id()); });
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(Pool, IsFullWhenAsManyWaitAsMay) {
  std::promise<void> started;
  std::promise<void> go_on;
  Pool pool("test", Pool::Share::Equal, 1, 2);
  ASSERT_TRUE(pool.try_reserve());
  pool.submit([&] {
    started.set_value();
    go_on.get_future().wait();
  });
  started.get_future().wait();

  EXPECT_TRUE(pool.try_reserve());
  pool.submit([] {});
  EXPECT_TRUE(pool.try_reserve());
  EXPECT_FALSE(pool.try_reserve());
  std::promise<void> done;
  pool.submit([&] { done.set_value(); });
  go_on.set_value();
  done.get_future().wait();
  EXPECT_TRUE(pool.try_reserve());
}

TEST(Pool, StopWaitsForTheRunningJobAndDropsTheWaitingOnes) {
  std::promise<void> started;
  bool finished = false;
  auto dropped = std::make_shared<int>();
  bool ran = false;
  Pool pool("test", Pool::Share::Equal, 1, 2);
  ASSERT_TRUE(pool.try_reserve());
  pool.submit([&] {
    started.set_value();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    finished = true;
  });
  started.get_future().wait();
  ASSERT_TRUE(pool.try_reserve());
  pool.submit([dropped, &ran] { ran = true; });

  pool.stop();
  EXPECT_TRUE(finished);
  EXPECT_FALSE(ran);
  EXPECT_EQ(dropped.use_count(), 1);
}

}  // namespace
}  // namespace trent::http
