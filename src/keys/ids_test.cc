#include "keys/ids.h"

#include <gtest/gtest.h>

namespace trent::keys {
namespace {

const Scope kScope{AccountId("111122223333"), Region("eu-central-1")};
constexpr const char* kUuid = "1234abcd-12ab-34cd-56ef-1234567890ab";

TEST(KeyId, OnlyTheTwoFormsOfKmsAreKeyIds) {
  EXPECT_TRUE(is_key_id(kUuid));
  EXPECT_TRUE(is_key_id("mrk-1234abcd12ab34cd56ef1234567890ab"));
  for (const std::string_view wrong :
       {"", "fake-key-id", "mrk-fake-key-id", "1234abcd12ab34cd56ef1234567890ab",
        "1234ABCD-12ab-34cd-56ef-1234567890ab", "1234abcd-12ab-34cd-56ef-1234567890abc",
        "mrk-1234abcd12ab34cd56ef1234567890a"})
    EXPECT_FALSE(is_key_id(wrong)) << wrong;
}

TEST(Region, FollowsThePatternOfTheModel) {
  for (const std::string_view right :
       {"us-east-1", "us-gov-west-1", "ap-southeast-3", "cn-north-1"})
    EXPECT_TRUE(is_region(right)) << right;
  for (const std::string_view wrong : {"", "local", "us-east", "us-east-", "-east-1", "us--1",
                                       "US-east-1", "us-east-1a", "a-b-c-d-1"})
    EXPECT_FALSE(is_region(wrong)) << wrong;
}

TEST(Partition, IsDecidedByTheRegion) {
  EXPECT_EQ(partition_of(Region("eu-central-1")), "aws");
  EXPECT_EQ(partition_of(Region("cn-northwest-1")), "aws-cn");
  EXPECT_EQ(partition_of(Region("us-gov-east-1")), "aws-us-gov");
  EXPECT_EQ(partition_of(Region("us-iso-east-1")), "aws-iso");
}

TEST(Arn, IsBuiltFromTheScope) {
  EXPECT_EQ(arn_of(KeyRef{kScope, KeyId(kUuid)}),
            std::string("arn:aws:kms:eu-central-1:111122223333:key/") + kUuid);
  EXPECT_EQ(arn_of(AliasRef{{kScope.account, Region("cn-north-1")}, AliasName("alias/a")}),
            "arn:aws-cn:kms:cn-north-1:111122223333:alias/a");
}

TEST(KeyIdentifier, TheFourFormsAreToldApart) {
  EXPECT_EQ(std::get<KeyId>(parse_key_identifier(kUuid)), KeyId(kUuid));
  EXPECT_EQ(std::get<AliasName>(parse_key_identifier("alias/x")), AliasName("alias/x"));
  const auto key = std::get<KeyArn>(
      parse_key_identifier(std::string("arn:aws:kms:eu-central-1:111122223333:key/") + kUuid));
  EXPECT_EQ(key.scope, kScope);
  EXPECT_EQ(key.key_id, kUuid);
  const auto alias = std::get<AliasArn>(
      parse_key_identifier("arn:aws-cn:kms:eu-central-1:111122223333:alias/a/b"));
  EXPECT_EQ(alias.alias, (AliasRef{kScope, AliasName("alias/a/b")}));
  EXPECT_EQ(alias.partition, "aws-cn");
}

TEST(KeyIdentifier, OtherArnsAreMalformed) {
  for (const std::string_view wrong :
       {"arn:", "arn:aws:s3:::bucket", "arn:aws:kms:eu-central-1:1234:key/x",
        "arn:aws:kms::111122223333:key/x", "arn:aws:kms:eu-central-1:111122223333:grant/x"})
    EXPECT_TRUE(std::holds_alternative<MalformedArn>(parse_key_identifier(wrong))) << wrong;
}

}  // namespace
}  // namespace trent::keys
