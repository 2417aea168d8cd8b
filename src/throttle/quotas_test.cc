#include "throttle/quotas.h"

#include <gtest/gtest.h>

#include <string>

namespace trent::throttle {
namespace {

constexpr Group kCreateKey = group_named("CreateKey");
constexpr Group kSymmetric = group_named("Symmetric");
const keys::Region kRegion("us-east-1");

TEST(Quotas, AsMadeNothingIsLimited) {
  const Quotas quotas;
  EXPECT_FALSE(quotas.limit_anything());
  for (std::size_t i = 0; i < kGroupCount; ++i)
    EXPECT_FALSE(quotas.rate(static_cast<Group>(i), kRegion).has_value());
}

TEST(Quotas, TheProfileHasAwssNumbersForEveryGroup) {
  const Quotas quotas = Quotas::aws();
  EXPECT_TRUE(quotas.limit_anything());
  for (std::size_t i = 0; i < kGroupCount; ++i) {
    const auto group = static_cast<Group>(i);
    EXPECT_EQ(quotas.rate(group, kRegion), aws_rate(group, kRegion)) << name_of(group);
  }
}

TEST(Quotas, WhatIsSaidOfAGroupHoldsInEveryRegion) {
  Quotas quotas = Quotas::aws();
  EXPECT_TRUE(quotas.set("Symmetric=7.5"));
  EXPECT_EQ(quotas.rate(kSymmetric, kRegion), 7.5);
  EXPECT_EQ(quotas.rate(kSymmetric, keys::Region("eu-north-1")), 7.5);
  EXPECT_EQ(quotas.rate(kCreateKey, kRegion), 5);
}

TEST(Quotas, AGroupCanBeLimitedAloneOrFreedAndTheLastWordCounts) {
  Quotas alone;
  EXPECT_TRUE(alone.set("CreateKey=50"));
  EXPECT_TRUE(alone.limit_anything());
  EXPECT_FALSE(alone.rate(kSymmetric, kRegion).has_value());
  EXPECT_TRUE(alone.set("CreateKey=off"));
  EXPECT_FALSE(alone.limit_anything());

  Quotas freed = Quotas::aws();
  EXPECT_TRUE(freed.set("CreateKey=off"));
  EXPECT_FALSE(freed.rate(kCreateKey, kRegion).has_value());
  EXPECT_TRUE(freed.rate(kSymmetric, kRegion).has_value());
}

TEST(Quotas, UnknownGroupsAndBadNumbersAreErrorsAndChangeNothing) {
  Quotas quotas;
  for (const char* wrong :
       {"", "CreateKey", "=5", "createkey=5", "Encrypt=5", "GenerateDataKeyPair=5",
        "CreateKey=", "CreateKey=0", "CreateKey=-1", "CreateKey=5/s", "CreateKey= 5",
        "CreateKey=nan", "CreateKey=inf", "CreateKey=1e99", "CreateKey=1000001", "CreateKey=0.0001",
        "CreateKey=1=2", "CreateKey=OFF"}) {
    const auto outcome = quotas.set(wrong);
    ASSERT_FALSE(outcome) << wrong;
    EXPECT_NE(outcome.error().detail, "") << wrong;
  }
  EXPECT_FALSE(quotas.limit_anything());
}

}  // namespace
}  // namespace trent::throttle
