#include <gtest/gtest.h>

#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class KeyLifeTest : public ::testing::Test {
 protected:
  Answer on_key(const char* operation, const std::string& more = "") {
    return trent_.call(operation, fmt::format(R"("KeyId":"{}"{})", key_, more));
  }

  Deployment trent_;
  const std::string key_ =
      trent_.create_key(R"("Description":"d","Tags":[{"TagKey":"a","TagValue":"1"}])");
};

TEST_F(KeyLifeTest, ANewKeyIsDescribedInFull) {
  const auto metadata = on_key("DescribeKey").metadata();
  EXPECT_EQ(std::string_view(metadata.at("Arn").as_string()), trent_.arn(key_));
  EXPECT_EQ(metadata.at("Description").as_string(), "d");
  EXPECT_TRUE(metadata.at("Enabled").as_bool());
  EXPECT_FALSE(metadata.at("MultiRegion").as_bool());
  EXPECT_EQ(metadata.at("CustomerMasterKeySpec").as_string(), "SYMMETRIC_DEFAULT");
  EXPECT_EQ(metadata.at("EncryptionAlgorithms").as_array().size(), 1U);
  for (const char* absent :
       {"DeletionDate", "ValidTo", "ExpirationModel", "MultiRegionConfiguration"})
    EXPECT_FALSE(metadata.contains(absent)) << absent;
}

TEST_F(KeyLifeTest, CreateKeyRefusesWhatDoesNotFit) {
  struct Case {
    const char* members;
    const char* exception;
    const char* message;
  };
  for (const Case& c : {
           Case{R"("KeySpec":"RSA_2048")", "ValidationException",
                "You must specify a KeyUsage value for all KMS keys except for symmetric "
                "encryption keys."},
           Case{R"("KeySpec":"RSA_2048","KeyUsage":"KEY_AGREEMENT")", "ValidationException",
                "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048"},
           Case{R"("KeySpec":"SYMMETRIC_DEFAULT","CustomerMasterKeySpec":"SYMMETRIC_DEFAULT")",
                "ValidationException",
                "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
                "CustomerMasterKeySpec is deprecated."},
           Case{R"("KeySpec":"SM2","KeyUsage":"SIGN_VERIFY")", "UnsupportedOperationException",
                "KeySpec SM2 is not available in eu-central-1."},
           Case{
               R"("KeySpec":"ML_KEM_512","KeyUsage":"ENCAPSULATE_DECAPSULATE","Origin":"EXTERNAL")",
               "UnsupportedOperationException",
               "KeySpec ML_KEM_512 does not support Origin EXTERNAL."},
           Case{R"("CustomKeyStoreId":"cks-1")", "ValidationException",
                "CustomKeyStoreId is not valid with Origin AWS_KMS."},
           Case{R"("XksKeyId":"x")", "ValidationException",
                "XksKeyId is not valid with Origin AWS_KMS."},
           Case{R"("Tags":[{"TagKey":"a","TagValue":""},{"TagKey":"a","TagValue":""}])",
                "TagException", "Duplicate tag keys"},
           Case{R"("Policy":"{}")", "MalformedPolicyDocumentException",
                "The policy has no statement."},
       }) {
    const Answer answer = trent_.call("CreateKey", c.members);
    EXPECT_EQ(answer.exception, c.exception) << c.members;
    EXPECT_EQ(answer.message, c.message) << c.members;
  }
  EXPECT_EQ(trent_.call("ListKeys").body.at("Keys").as_array().size(), 1U);
}

TEST_F(KeyLifeTest, DisablingAndEnablingAreIdempotent) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(on_key("DisableKey").exception, "");
  EXPECT_EQ(trent_.state(key_), "Disabled");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(on_key("EnableKey").exception, "");
  EXPECT_EQ(trent_.state(key_), "Enabled");
}

TEST_F(KeyLifeTest, DeletionWaitsAndCanBeCancelled) {
  const Answer scheduled = on_key("ScheduleKeyDeletion", R"(,"PendingWindowInDays":7)");
  EXPECT_EQ(scheduled.text("KeyState"), "PendingDeletion");
  EXPECT_EQ(scheduled.body.at("DeletionDate").as_int64(), 20007 * 86400);
  EXPECT_EQ(on_key("ScheduleKeyDeletion").message, trent_.arn(key_) + " is pending deletion.");
  EXPECT_EQ(on_key("CancelKeyDeletion").text("KeyId"), trent_.arn(key_));
  EXPECT_EQ(trent_.state(key_), "Disabled");
  EXPECT_EQ(on_key("CancelKeyDeletion").message, trent_.arn(key_) + " is not pending deletion.");
}

TEST_F(KeyLifeTest, TheWaitingPeriodIsSevenToThirtyDays) {
  for (const int days : {1, 6, 31, 365})
    EXPECT_EQ(
        on_key("ScheduleKeyDeletion", fmt::format(R"(,"PendingWindowInDays":{})", days)).message,
        "PendingWindowInDays must be between 7 and 30");
  EXPECT_EQ(on_key("ScheduleKeyDeletion", R"(,"PendingWindowInDays":366)").exception,
            "ValidationException");
  EXPECT_EQ(trent_.state(key_), "Enabled");
}

TEST_F(KeyLifeTest, AtItsDeletionDateAKeyIsGoneSweptOrNot) {
  on_key("ScheduleKeyDeletion", R"(,"PendingWindowInDays":7)");
  trent_.clock.advance(std::chrono::days(7));
  EXPECT_EQ(on_key("DescribeKey").message, "Key '" + trent_.arn(key_) + "' does not exist");
  EXPECT_TRUE(trent_.call("ListKeys").body.at("Keys").as_array().empty());
}

TEST_F(KeyLifeTest, IdentifiersFailInTheWordsOfAws) {
  const auto describe = [&](const std::string& id) {
    return trent_.call("DescribeKey", fmt::format(R"("KeyId":"{}")", id));
  };
  EXPECT_EQ(describe("fake").message, "Invalid keyId 'fake'");
  EXPECT_EQ(describe("alias/none").message,
            "Alias arn:aws:kms:eu-central-1:000000000000:alias/none is not found.");
  EXPECT_EQ(describe("arn:aws:kms:us-east-1:000000000000:key/" + key_).message,
            "Invalid arn us-east-1");
  EXPECT_EQ(describe("arn:aws:s3:::x").exception, "InvalidArnException");
  EXPECT_EQ(describe("arn:aws:kms:eu-central-1:111122223333:key/" + key_).exception,
            "AccessDeniedException");
  EXPECT_EQ(trent_.call("Encrypt", R"("KeyId":"arn:aws:s3:::x","Plaintext":"AA==")").exception,
            "NotFoundException");
  EXPECT_EQ(trent_.call("DisableKey", R"("KeyId":"alias/x")").message,
            "Key Aliases are not supported for this operation.");
}

TEST_F(KeyLifeTest, TagsAreAddedOverwrittenAndRemoved) {
  on_key("TagResource", R"(,"Tags":[{"TagKey":"a","TagValue":"2"},{"TagKey":"b","TagValue":"3"}])");
  on_key("UntagResource", R"(,"TagKeys":["b","unknown"])");
  const auto tags = on_key("ListResourceTags").body;
  EXPECT_EQ(boost::json::serialize(tags.at("Tags")), R"([{"TagKey":"a","TagValue":"2"}])");
  EXPECT_FALSE(tags.at("Truncated").as_bool());
}

TEST_F(KeyLifeTest, ThePolicyComesBackByteForByte) {
  const std::string policy =
      R"({ \"Statement\" :[ {\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",)"
      R"(\"Resource\":\"*\"}]})";
  EXPECT_EQ(on_key("PutKeyPolicy", fmt::format(R"(,"Policy":"{}")", policy)).exception, "");
  EXPECT_EQ(
      on_key("GetKeyPolicy").text("Policy"),
      R"({ "Statement" :[ {"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]})");
  EXPECT_EQ(on_key("PutKeyPolicy", R"(,"Policy":"[]")").exception,
            "MalformedPolicyDocumentException");
  EXPECT_EQ(
      on_key("PutKeyPolicy", fmt::format(R"(,"Policy":"{}","PolicyName":"x")", policy)).message,
      "Only default policy is supported");
  EXPECT_EQ(on_key("GetKeyPolicy", R"(,"PolicyName":"x")").message, "No such policy exists");
  EXPECT_EQ(boost::json::serialize(on_key("ListKeyPolicies").body.at("PolicyNames")),
            R"(["default"])");
}

TEST_F(KeyLifeTest, OperationsNotBuiltYetSayTheirNames) {
  std::size_t not_built = 0;
  for (const OperationRow& row : registry()) {
    if (row.handler.run) continue;
    ++not_built;
    const Answer answer = trent_.call(name_of(row.operation));
    EXPECT_EQ(answer.exception, "UnsupportedOperationException");
    EXPECT_EQ(answer.message, std::string(name_of(row.operation)) + " is not supported yet.");
  }
  EXPECT_EQ(not_built, 56U - 50U);
}

}  // namespace
}  // namespace trent::operations
