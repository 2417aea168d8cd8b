// The life of multi-Region keys as users see it when time passes: operations and the sweeper on one
// deployment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.h"
#include "jobs/sweeper.h"
#include "operations/testing/deployment.h"
#include "operations/testing/import.h"

namespace trent::server {
namespace {

using operations::testing::Answer;
using operations::testing::Deployment;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::chrono::days kDay{1};
constexpr std::chrono::days kPeriod{90};
constexpr const char* kExpiresInTenDays =
    R"("ExpirationModel":"KEY_MATERIAL_EXPIRES","ValidTo":1728864000)";  // day 20010

class MultiRegionLifeTest : public ::testing::Test {
 protected:
  MultiRegionLifeTest() { log::set_level(log::Level::Error); }

  // A key in the first of kRegions, replicated into the others.
  std::string create_related() {
    std::string key = trent_.create_key(R"("MultiRegion":true)");
    for (const char* region : {"eu-west-1", "us-east-1"}) replicate(key, region);
    return key;
  }
  std::string create_rotating() {
    std::string key = create_related();
    EXPECT_EQ(call("EnableKeyRotation", key, R"(,"RotationPeriodInDays":90)").exception, "");
    return key;
  }
  Answer replicate(const std::string& key, const std::string& region) {
    return call("ReplicateKey", key, fmt::format(R"(,"ReplicaRegion":"{}")", region));
  }
  // A key with material of one's own in the first of kRegions and in us-east-1, and `pending` that
  // waits in both for its rotation, in the replica for ten days.
  std::string create_with_pending(const Bytes& pending) {
    using operations::testing::import;
    const Bytes current = operations::testing::material('1');
    std::string key = trent_.create_key(R"("MultiRegion":true,"Origin":"EXTERNAL")");
    EXPECT_EQ(import(trent_, key, current).exception, "");
    replicate(key, "us-east-1");
    EXPECT_EQ(import(trent_, key, pending,
                     R"("ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE",)"
                     R"("ImportType":"NEW_KEY_MATERIAL")")
                  .exception,
              "");
    trent_.go_to("us-east-1");
    EXPECT_EQ(import(trent_, key, current).exception, "");
    EXPECT_EQ(import(trent_, key, pending, kExpiresInTenDays).exception, "");
    trent_.go_to(kRegions[0]);
    return key;
  }
  Answer call(std::string_view operation, const std::string& key, const std::string& more = "") {
    return trent_.call(operation, fmt::format(R"("KeyId":"{}"{})", key, more));
  }
  template <class Ask>
  std::vector<std::string> in_every_region(Ask&& ask) {
    std::vector<std::string> answers;
    for (const char* region : kRegions) {
      trent_.go_to(region);
      answers.push_back(ask());
    }
    trent_.go_to(kRegions[0]);
    return answers;
  }
  std::vector<std::string> states(const std::string& key) {
    return in_every_region([&] {
      const Answer answer = call("DescribeKey", key);
      if (!answer.exception.empty()) return answer.exception;
      return std::string(answer.metadata().at("KeyState").get_string());
    });
  }
  std::vector<std::string> current_materials(const std::string& key) {
    return in_every_region([&] {
      return std::string(
          call("DescribeKey", key).metadata().at("CurrentKeyMaterialId").get_string());
    });
  }
  std::vector<std::string> rotation_counts(const std::string& key) {
    return in_every_region([&] {
      return std::to_string(call("ListKeyRotations", key).body.at("Rotations").as_array().size());
    });
  }
  void pass(Duration time) {
    trent_.clock.advance(time);
    EXPECT_TRUE(sweeper_.sweep());
  }

  static constexpr std::array kRegions{"eu-central-1", "eu-west-1", "us-east-1"};
  Deployment trent_;
  jobs::Sweeper sweeper_{trent_.records, trent_.materials(), trent_.clock};
};

TEST_F(MultiRegionLifeTest, AutomaticRotationHappensInAllRegionsAtOnce) {
  const std::string key = create_rotating();
  const std::string blob = call("Encrypt", key, R"(,"Plaintext":"AA==")").text("CiphertextBlob");
  const std::string first = current_materials(key)[0];
  pass(2 * kPeriod);
  EXPECT_THAT(rotation_counts(key), Each("2"));
  const auto current = current_materials(key);
  EXPECT_THAT(current, Each(current[0]));
  EXPECT_NE(current[0], first);
  EXPECT_THAT(in_every_region([&] {
                return trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob))
                    .text("KeyMaterialId");
              }),
              Each(first));
}

TEST_F(MultiRegionLifeTest, ADisabledPrimaryRotatesNoneOfThem) {
  const std::string key = create_rotating();
  call("DisableKey", key);
  pass(2 * kPeriod);
  EXPECT_THAT(rotation_counts(key), Each("0"));
  call("EnableKey", key);
  pass(Duration(0));
  EXPECT_THAT(rotation_counts(key), Each("1"));
}

TEST_F(MultiRegionLifeTest, ADisabledReplicaIsRotatedWithItsPrimary) {
  const std::string key = create_rotating();
  trent_.go_to("us-east-1");
  call("DisableKey", key);
  pass(kPeriod);
  call("EnableKey", key);
  pass(Duration(0));
  EXPECT_THAT(rotation_counts(key), Each("1"));
}

TEST_F(MultiRegionLifeTest, TheNewPrimaryGoesOnWithTheSchedule) {
  const std::string key = create_rotating();
  EXPECT_EQ(call("UpdatePrimaryRegion", key, R"(,"PrimaryRegion":"us-east-1")").exception, "");
  trent_.go_to("eu-central-1");
  call("DisableKey", key);
  pass(kPeriod);
  EXPECT_THAT(rotation_counts(key), Each("1"));
}

TEST_F(MultiRegionLifeTest, APrimaryGoesAfterItsReplicas) {
  const std::string key = create_related();
  call("ScheduleKeyDeletion", key, R"(,"PendingWindowInDays":10)");
  trent_.go_to("eu-west-1");
  call("ScheduleKeyDeletion", key, R"(,"PendingWindowInDays":7)");
  trent_.go_to("us-east-1");
  call("ScheduleKeyDeletion", key, R"(,"PendingWindowInDays":20)");
  EXPECT_THAT(states(key),
              ElementsAre("PendingReplicaDeletion", "PendingDeletion", "PendingDeletion"));
  pass(7 * kDay);
  EXPECT_THAT(states(key),
              ElementsAre("PendingReplicaDeletion", "NotFoundException", "PendingDeletion"));
  pass(13 * kDay);
  EXPECT_THAT(states(key),
              ElementsAre("PendingDeletion", "NotFoundException", "NotFoundException"));
  pass(10 * kDay - Duration(1));
  EXPECT_EQ(states(key)[0], "PendingDeletion");
  pass(Duration(1));
  EXPECT_THAT(states(key), Each("NotFoundException"));
  for (const char* region : kRegions)
    EXPECT_EQ(
        trent_.store
            ->find_key({{keys::AccountId("000000000000"), keys::Region(region)}, keys::KeyId(key)})
            .error()
            .code,
        ErrorCode::NotFound);
}

TEST_F(MultiRegionLifeTest, AReplicaCanBeMadeAgainOnceItsTimeIsOver) {
  const std::string key = create_related();
  const std::string blob = call("Encrypt", key, R"(,"Plaintext":"AA==")").text("CiphertextBlob");
  trent_.go_to("eu-west-1");
  call("ScheduleKeyDeletion", key, R"(,"PendingWindowInDays":7)");
  trent_.call("CreateAlias", fmt::format(R"("AliasName":"alias/a","TargetKeyId":"{}")", key));
  trent_.go_to("eu-central-1");
  for (const bool swept : {false, true}) {
    trent_.clock.advance(7 * kDay - Duration(1));
    EXPECT_EQ(replicate(key, "eu-west-1").exception, "AlreadyExistsException");
    trent_.clock.advance(Duration(1));
    if (swept) pass(Duration(0));
    EXPECT_EQ(replicate(key, "eu-west-1").exception, "");
    EXPECT_THAT(states(key), Each("Enabled"));
    trent_.go_to("eu-west-1");
    EXPECT_EQ(trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob)).exception, "");
    EXPECT_THAT(trent_.customers_aliases(), IsEmpty());
    call("ScheduleKeyDeletion", key, R"(,"PendingWindowInDays":7)");
    trent_.go_to("eu-central-1");
  }
}

TEST_F(MultiRegionLifeTest, MaterialExpiresInItsRegionAlone) {
  const std::string key = trent_.create_key(R"("MultiRegion":true,"Origin":"EXTERNAL")");
  const Bytes material = operations::testing::material('m');
  operations::testing::import(trent_, key, material);
  replicate(key, "eu-west-1");
  replicate(key, "us-east-1");
  in_every_region([&] { return operations::testing::import(trent_, key, material).exception; });
  trent_.go_to("eu-west-1");
  EXPECT_EQ(operations::testing::import(trent_, key, material, kExpiresInTenDays).exception, "");
  EXPECT_THAT(states(key), Each("Enabled"));
  trent_.clock.advance(10 * kDay);
  EXPECT_THAT(states(key), ElementsAre("Enabled", "PendingImport", "Enabled"));
  pass(Duration(0));
  EXPECT_THAT(states(key), ElementsAre("Enabled", "PendingImport", "Enabled"));
  trent_.go_to("eu-west-1");
  EXPECT_EQ(operations::testing::import(trent_, key, material).exception, "");
  EXPECT_THAT(states(key), Each("Enabled"));
}

TEST_F(MultiRegionLifeTest, PendingMaterialThatExpiredInAReplicaWaitsForItInAll) {
  const std::string key = create_with_pending(operations::testing::material('2'));
  const auto state_in = [&](const char* region) {
    trent_.go_to(region);
    const Answer answer =
        call("ListKeyRotations", key, R"(,"IncludeKeyMaterial":"ALL_KEY_MATERIAL")");
    return std::string(
        answer.body.at("Rotations").as_array().back().at("KeyMaterialState").get_string());
  };
  for (const char* region : {"eu-central-1", "us-east-1"})
    EXPECT_EQ(state_in(region), "PENDING_ROTATION");
  trent_.clock.advance(10 * kDay);
  for (const bool swept : {false, true}) {
    if (swept) pass(Duration(0));
    for (const char* region : {"eu-central-1", "us-east-1"})
      EXPECT_EQ(state_in(region), "PENDING_MULTI_REGION_IMPORT_AND_ROTATION");
  }
}

TEST_F(MultiRegionLifeTest, PendingMaterialThatExpiredInThePrimaryIsInNoListAnyMore) {
  const std::string key = trent_.create_key(R"("MultiRegion":true,"Origin":"EXTERNAL")");
  operations::testing::import(trent_, key, operations::testing::material('1'));
  replicate(key, "eu-west-1");
  replicate(key, "us-east-1");
  operations::testing::import(
      trent_, key, operations::testing::material('2'),
      std::string(kExpiresInTenDays) + R"(,"ImportType":"NEW_KEY_MATERIAL")");
  const auto listed = [&] {
    return in_every_region([&] {
      const Answer answer =
          call("ListKeyRotations", key, R"(,"IncludeKeyMaterial":"ALL_KEY_MATERIAL")");
      return std::to_string(answer.body.at("Rotations").as_array().size());
    });
  };
  trent_.clock.advance(10 * kDay - Duration(1));
  EXPECT_THAT(listed(), Each("2"));
  trent_.clock.advance(Duration(1));
  EXPECT_THAT(listed(), Each("1"));
  pass(Duration(0));
  EXPECT_THAT(listed(), Each("1"));
}

TEST_F(MultiRegionLifeTest, PendingMaterialThatExpiresInOneRegionDoesNotRotate) {
  const Bytes second = operations::testing::material('2');
  const std::string key = create_with_pending(second);
  trent_.clock.advance(10 * kDay);
  const Answer refused = call("RotateKeyOnDemand", key);
  EXPECT_EQ(refused.exception, "KMSInvalidStateException");
  trent_.go_to("us-east-1");
  EXPECT_EQ(operations::testing::import(trent_, key, second).exception, "");
  trent_.go_to("eu-central-1");
  EXPECT_EQ(call("RotateKeyOnDemand", key).exception, "");
}

}  // namespace
}  // namespace trent::server
