// Automatic rotation as users see it: operations and the sweeper on one deployment.
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "base/log.h"
#include "jobs/sweeper.h"
#include "operations/testing/deployment.h"

namespace trent::server {
namespace {

using operations::testing::Answer;
using operations::testing::Deployment;

constexpr std::chrono::days kDay{1};
constexpr std::chrono::days kPeriod{90};

class AutomaticRotationTest : public ::testing::Test {
 protected:
  AutomaticRotationTest() {
    log::set_level(log::Level::Error);
    EXPECT_EQ(call("EnableKeyRotation", R"(,"RotationPeriodInDays":90)").exception, "");
  }

  Answer call(std::string_view operation, const std::string& more = "") {
    return trent_.call(operation, fmt::format(R"("KeyId":"{}"{})", key_, more));
  }
  void sweep() { EXPECT_TRUE(sweeper_.sweep()); }
  std::size_t rotations() {
    return call("ListKeyRotations").body.at("Rotations").as_array().size();
  }
  std::string current() {
    return std::string(call("DescribeKey").metadata().at("CurrentKeyMaterialId").get_string());
  }
  Timestamp next_date() {
    const auto seconds =
        call("GetKeyRotationStatus").body.at("NextRotationDate").to_number<double>();
    return Timestamp(Duration(std::llround(seconds * 1000)));
  }

  Deployment trent_;
  const std::string key_ = trent_.create_key();
  jobs::Sweeper sweeper_{trent_.records, trent_.materials(), trent_.clock};
};

TEST_F(AutomaticRotationTest, HappensAtItsInstantAndShowsEverywhere) {
  const std::string first = current();
  const std::string blob = call("Encrypt", R"(,"Plaintext":"AA==")").text("CiphertextBlob");
  trent_.clock.advance(kPeriod - Duration(1));
  sweep();
  EXPECT_EQ(rotations(), 0U);
  trent_.clock.advance(Duration(1));
  sweep();
  const auto entry = call("ListKeyRotations").body.at("Rotations").as_array().at(0);
  EXPECT_EQ(entry.at("RotationType"), "AUTOMATIC");
  EXPECT_EQ(entry.at("KeyMaterialState"), "CURRENT");
  EXPECT_EQ(entry.at("KeyMaterialId").get_string(), current());
  EXPECT_NE(current(), first);
  EXPECT_EQ(next_date(), Deployment::kStart + 2 * kPeriod);
  const Answer old = trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob));
  EXPECT_EQ(old.text("Plaintext"), "AA==");
  EXPECT_EQ(old.text("KeyMaterialId"), first);
  EXPECT_EQ(call("GenerateDataKey", R"(,"KeySpec":"AES_256")").text("KeyMaterialId"), current());
}

TEST_F(AutomaticRotationTest, EveryDateMissedInADowntimeIsMadeUpForOnce) {
  trent_.clock.advance(3 * kPeriod + kDay);
  sweep();
  sweep();
  EXPECT_EQ(rotations(), 3U);
  EXPECT_EQ(next_date(), Deployment::kStart + 4 * kPeriod);
}

TEST_F(AutomaticRotationTest, ADisabledKeyMakesUpForOneRotationWhenItIsEnabled) {
  call("DisableKey");
  trent_.clock.advance(3 * kPeriod + kDay);
  sweep();
  EXPECT_EQ(rotations(), 0U);
  call("EnableKey");
  sweep();
  EXPECT_EQ(rotations(), 1U);
  EXPECT_EQ(next_date(), trent_.clock.now() + kPeriod);
}

TEST_F(AutomaticRotationTest, ADisabledKeyEnabledInTimeKeepsItsSchedule) {
  call("DisableKey");
  trent_.clock.advance(kPeriod - kDay);
  call("EnableKey");
  sweep();
  EXPECT_EQ(rotations(), 0U);
  trent_.clock.advance(kDay);
  sweep();
  EXPECT_EQ(rotations(), 1U);
  EXPECT_EQ(next_date(), Deployment::kStart + 2 * kPeriod);
}

TEST_F(AutomaticRotationTest, AKeySavedFromDeletionRotatesOnceItIsEnabled) {
  trent_.clock.advance(kPeriod - kDay);
  call("ScheduleKeyDeletion");
  trent_.clock.advance(2 * kDay);
  sweep();
  call("CancelKeyDeletion");
  sweep();
  EXPECT_EQ(rotations(), 0U);
  call("EnableKey");
  sweep();
  EXPECT_EQ(rotations(), 1U);
}

TEST_F(AutomaticRotationTest, WithoutScheduleNothingHappens) {
  call("DisableKeyRotation");
  trent_.clock.advance(2 * kPeriod);
  sweep();
  EXPECT_EQ(rotations(), 0U);
}

TEST_F(AutomaticRotationTest, IsNotCountedAndDoesNotRefuseOnDemandOnes) {
  for (int i = 0; i < 30; ++i) {
    trent_.clock.advance(kPeriod);
    sweep();
  }
  EXPECT_EQ(call("RotateKeyOnDemand").exception, "");
  EXPECT_EQ(rotations(), 31U);
}

TEST_F(AutomaticRotationTest, LeavesOnDemandAloneUntilItIsDone) {
  trent_.clock.advance(kPeriod);
  EXPECT_EQ(call("RotateKeyOnDemand").exception, "ConflictException");
  sweep();
  EXPECT_EQ(call("RotateKeyOnDemand").exception, "");
  EXPECT_EQ(rotations(), 2U);
}

TEST_F(AutomaticRotationTest, RacesWithOperationsLoseNothing) {
  trent_.clock.advance(2 * kPeriod);
  {
    std::vector<std::jthread> racing;
    for (int i = 0; i < 3; ++i)
      racing.emplace_back([&] {
        for (int j = 0; j < 10; ++j) sweep();
      });
    racing.emplace_back([&] {
      for (int j = 0; j < 50; ++j)
        EXPECT_EQ(call("UpdateKeyDescription", fmt::format(R"(,"Description":"{}")", j)).exception,
                  "");
    });
    racing.emplace_back([&] {
      for (int j = 0; j < 50; ++j)
        EXPECT_EQ(call("Encrypt", R"(,"Plaintext":"AA==")").exception, "");
    });
  }
  sweep();
  EXPECT_EQ(rotations(), 2U);
  EXPECT_EQ(call("DescribeKey").metadata().at("Description"), "49");
}

}  // namespace
}  // namespace trent::server
