#include "operations/resource_quotas.h"

#include <gtest/gtest.h>

#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class ResourceQuotasTest : public ::testing::Test {
 protected:
  ResourceQuotasTest() { trent_.limit({.keys_max = 3, .aliases_per_key_max = 2}); }

  Answer create_alias(const std::string& name, const std::string& target) {
    return trent_.call("CreateAlias",
                       fmt::format(R"("AliasName":"{}","TargetKeyId":"{}")", name, target));
  }

  Deployment trent_;
};

TEST_F(ResourceQuotasTest, KeysInEveryStateCount) {
  const std::string doomed = trent_.create_key();
  trent_.create_key();
  trent_.create_key(R"("Origin":"EXTERNAL")");
  trent_.call("ScheduleKeyDeletion",
              fmt::format(R"("KeyId":"{}","PendingWindowInDays":7)", doomed));
  const Answer refused = trent_.call("CreateKey");
  EXPECT_EQ(refused.exception, "LimitExceededException");
  EXPECT_EQ(refused.message, "Account 000000000000 has the maximum of 3 KMS keys in eu-central-1.");
  EXPECT_EQ(trent_.call("ListKeys").body.at("Keys").as_array().size(), 3U);
}

TEST_F(ResourceQuotasTest, AwsManagedKeysNeitherCountNorAreRefused) {
  const auto use = [this](std::string_view alias) {
    return trent_.call("DescribeKey", fmt::format(R"("KeyId":"{}")", alias)).exception;
  };
  EXPECT_EQ(use("alias/aws/s3"), "");
  for (int i = 0; i < 3; ++i) trent_.create_key();
  EXPECT_EQ(trent_.call("CreateKey").exception, "LimitExceededException");
  EXPECT_EQ(use("alias/aws/ebs"), "");
}

TEST_F(ResourceQuotasTest, AnotherAccountHasItsOwnRoom) {
  for (int i = 0; i < 3; ++i) trent_.create_key();
  EXPECT_EQ(trent_.call_as(keys::AccountId("111122223333"), "CreateKey", "").exception, "");
}

TEST_F(ResourceQuotasTest, AKeyHasItsMostAliasesWhicheverWayTheyCome) {
  const std::string one = trent_.create_key();
  const std::string two = trent_.create_key();
  EXPECT_EQ(create_alias("alias/a", one).exception, "");
  EXPECT_EQ(create_alias("alias/b", one).exception, "");
  EXPECT_EQ(create_alias("alias/c", two).exception, "");
  const std::string text = trent_.arn(one) + " has the maximum of 2 aliases.";
  EXPECT_EQ(create_alias("alias/d", one).message, text);
  const auto update = [this](std::string_view name, std::string_view target) {
    return trent_.call("UpdateAlias",
                       fmt::format(R"("AliasName":"{}","TargetKeyId":"{}")", name, target));
  };
  EXPECT_EQ(update("alias/c", one).message, text);
  EXPECT_EQ(update("alias/a", one).exception, "");
  EXPECT_EQ(update("alias/a", two).exception, "");
  EXPECT_EQ(update("alias/c", one).exception, "");
}

}  // namespace
}  // namespace trent::operations
