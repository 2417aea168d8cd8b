#include "throttle/bucket.h"

#include <gtest/gtest.h>

#include <utility>

#include "throttle/quotas.h"

namespace trent::throttle {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class BucketTest : public ::testing::Test {
 protected:
  // How many single requests get through now; stops at `most`.
  unsigned taken(Bucket& bucket, unsigned most = 1'000'000) {
    unsigned count = 0;
    while (count < most && bucket.take(clock_.now(), 1)) ++count;
    return count;
  }
  ManualClock clock_{Timestamp{std::chrono::days(20000)}};
};

TEST_F(BucketTest, WithoutALimitItNeverRunsDry) {
  Bucket bucket;
  EXPECT_EQ(taken(bucket, 1000), 1000U);
}

TEST_F(BucketTest, ItHoldsOneSecondsWorthAndAtLeastOne) {
  for (const auto& [rate, expected] : {std::pair{5.0, 5U},
                                       {6.0, 6U},
                                       {7.0, 7U},
                                       {2.5, 2U},
                                       {1.0, 1U},
                                       {0.1, 1U},
                                       {kRateMin, 1U},
                                       {1000.0, 1000U},
                                       {100'000.0, 100'000U},
                                       {999'999.0, 999'999U}}) {
    Bucket bucket;
    bucket.limit_to(rate);
    EXPECT_EQ(taken(bucket), expected) << rate;
  }
}

TEST_F(BucketTest, ItRefillsSteadily) {
  Bucket bucket;
  bucket.limit_to(5);
  EXPECT_EQ(taken(bucket), 5U);
  clock_.advance(milliseconds(199));
  EXPECT_EQ(taken(bucket), 0U);
  clock_.advance(milliseconds(1));
  EXPECT_EQ(taken(bucket), 1U);
  clock_.advance(milliseconds(600));
  EXPECT_EQ(taken(bucket), 3U);
  clock_.advance(hours(1));
  EXPECT_EQ(taken(bucket), 5U);
}

TEST_F(BucketTest, ARateBelowOneIsOneRequestInSeveralSeconds) {
  Bucket bucket;
  bucket.limit_to(0.1);
  EXPECT_EQ(taken(bucket), 1U);
  clock_.advance(milliseconds(9'999));
  EXPECT_EQ(taken(bucket), 0U);
  clock_.advance(milliseconds(1));
  EXPECT_EQ(taken(bucket), 1U);
}

TEST_F(BucketTest, ARefusedRequestTakesNothing) {
  Bucket bucket;
  bucket.limit_to(2);
  EXPECT_EQ(taken(bucket), 2U);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(bucket.take(clock_.now(), 1));
  clock_.advance(milliseconds(500));
  EXPECT_FALSE(bucket.take(clock_.now(), 2));
  EXPECT_TRUE(bucket.take(clock_.now(), 1));
}

TEST_F(BucketTest, SeveralAreTakenTogetherAndAtMostAFullBucketOfThem) {
  Bucket five, one;
  five.limit_to(5);
  EXPECT_TRUE(five.take(clock_.now(), 2));
  EXPECT_TRUE(five.take(clock_.now(), 2));
  EXPECT_FALSE(five.take(clock_.now(), 2));
  EXPECT_EQ(taken(five), 1U);
  one.limit_to(1);
  EXPECT_TRUE(one.take(clock_.now(), 2));
  EXPECT_FALSE(one.take(clock_.now(), 2));
  clock_.advance(seconds(1));
  EXPECT_TRUE(one.take(clock_.now(), 2));
}

TEST_F(BucketTest, AClockThatIsSetBackLocksNobodyOut) {
  Bucket bucket;
  bucket.limit_to(5);
  EXPECT_EQ(taken(bucket), 5U);
  clock_.advance(-hours(24));
  EXPECT_EQ(taken(bucket), 1U) << "and gives no second allowance";
  clock_.advance(milliseconds(200));
  EXPECT_EQ(taken(bucket), 1U);
}

TEST_F(BucketTest, AClockThatIsSetBackALittleDelaysByNoMoreThanThat) {
  Bucket bucket;
  bucket.limit_to(5);
  EXPECT_EQ(taken(bucket), 5U);
  clock_.advance(-std::chrono::duration_cast<milliseconds>(Bucket::kClockSkew));
  EXPECT_EQ(taken(bucket), 0U);
  clock_.advance(seconds(1) + milliseconds(200));
  EXPECT_EQ(taken(bucket), 1U);
}

TEST_F(BucketTest, AThreadThatComesLateGetsNoMore) {
  Bucket bucket;
  bucket.limit_to(5);
  const Timestamp before = clock_.now();
  clock_.advance(milliseconds(900));
  EXPECT_EQ(taken(bucket), 5U);
  EXPECT_FALSE(bucket.take(before, 1));
}

}  // namespace
}  // namespace trent::throttle
