#include <gmock/gmock.h>

#include "keys/aws_managed_keys.h"
#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class AliasTest : public ::testing::Test {
 protected:
  Answer create(const std::string& name, const std::string& target) {
    return trent_.call("CreateAlias",
                       fmt::format(R"("AliasName":"{}","TargetKeyId":"{}")", name, target));
  }
  Answer update(const std::string& name, const std::string& target) {
    return trent_.call("UpdateAlias",
                       fmt::format(R"("AliasName":"{}","TargetKeyId":"{}")", name, target));
  }
  std::string target_of(const std::string& name) {
    const Answer answer = trent_.call("DescribeKey", fmt::format(R"("KeyId":"{}")", name));
    return std::string(answer.metadata().at("KeyId").get_string());
  }

  Deployment trent_;
  const std::string one_ = trent_.create_key();
  const std::string two_ = trent_.create_key();
};

TEST_F(AliasTest, ANameStandsForItsKeyInBothForms) {
  EXPECT_EQ(create("alias/a", one_).exception, "");
  EXPECT_EQ(target_of("alias/a"), one_);
  EXPECT_EQ(target_of("arn:aws:kms:eu-central-1:000000000000:alias/a"), one_);
}

TEST_F(AliasTest, ANameIsTakenOnce) {
  create("alias/a", one_);
  for (const std::string& target : {one_, two_})
    EXPECT_EQ(
        create("alias/a", target).message,
        "An alias with the name arn:aws:kms:eu-central-1:000000000000:alias/a already exists");
}

TEST_F(AliasTest, UpdatingMovesTheNameAndOldBlobsFailUnderIt) {
  create("alias/a", one_);
  const std::string blob =
      trent_.call("Encrypt", R"("KeyId":"alias/a","Plaintext":"AA==")").text("CiphertextBlob");
  EXPECT_EQ(update("alias/a", two_).exception, "");
  EXPECT_EQ(target_of("alias/a"), two_);
  EXPECT_EQ(trent_.call("Decrypt", fmt::format(R"("KeyId":"alias/a","CiphertextBlob":"{}")", blob))
                .exception,
            "IncorrectKeyException");
}

TEST_F(AliasTest, UnknownNamesAreNotFound) {
  const std::string text = "Alias arn:aws:kms:eu-central-1:000000000000:alias/a is not found.";
  EXPECT_EQ(update("alias/a", one_).message, text);
  EXPECT_EQ(trent_.call("DeleteAlias", R"("AliasName":"alias/a")").message, text);
}

TEST_F(AliasTest, BadNamesAndTargetsAreRefused) {
  EXPECT_EQ(create("a", one_).exception, "ValidationException");
  EXPECT_EQ(create("alias/aws/x", one_).exception, "NotAuthorizedException");
  EXPECT_EQ(create("alias/b", "alias/a").message, "Aliases must refer to keys. Not aliases");
  EXPECT_EQ(create("alias/b", "1234abcd-12ab-34cd-56ef-1234567890ab").exception,
            "NotFoundException");
}

TEST_F(AliasTest, AKeyPendingDeletionGetsNoNewNameButMayLoseOne) {
  create("alias/a", one_);
  trent_.call("ScheduleKeyDeletion", fmt::format(R"("KeyId":"{}")", one_));
  EXPECT_EQ(create("alias/b", one_).message, trent_.arn(one_) + " is pending deletion.");
  EXPECT_EQ(update("alias/a", one_).message, trent_.arn(one_) + " is pending deletion.");
  EXPECT_EQ(update("alias/a", two_).exception, "");
  EXPECT_EQ(update("alias/a", one_).exception, "KMSInvalidStateException");
  EXPECT_EQ(trent_.call("DeleteAlias", R"("AliasName":"alias/a")").exception, "");
}

TEST_F(AliasTest, ANameGoesWithItsKeyBeforeEitherIsErased) {
  create("alias/a", one_);
  trent_.call("ScheduleKeyDeletion", fmt::format(R"("KeyId":"{}")", one_));
  trent_.clock.advance(std::chrono::days(30) - Duration(1));
  const std::string describe = R"("KeyId":"alias/a")";
  EXPECT_EQ(trent_.call("DescribeKey", describe).exception, "");
  trent_.clock.advance(Duration(1));
  EXPECT_THAT(trent_.call("DescribeKey", describe).message, ::testing::HasSubstr("alias/a is not"));
  EXPECT_THAT(trent_.customers_aliases(), ::testing::IsEmpty());
  EXPECT_EQ(update("alias/a", two_).exception, "NotFoundException");
  EXPECT_EQ(trent_.call("DeleteAlias", R"("AliasName":"alias/a")").exception, "NotFoundException");
  EXPECT_EQ(create("alias/a", two_).exception, "");
  EXPECT_EQ(create("alias/a", two_).exception, "AlreadyExistsException");
  EXPECT_EQ(trent_.call("DescribeKey", describe).metadata().at("KeyId"), two_.c_str());
}

TEST_F(AliasTest, FiftyNamesAreTheMostOfOneKey) {
  for (int i = 0; i < 50; ++i) EXPECT_EQ(create(fmt::format("alias/{}", i), one_).exception, "");
  EXPECT_EQ(create("alias/more", one_).exception, "LimitExceededException");
  EXPECT_EQ(create("alias/more", two_).exception, "");
  EXPECT_EQ(update("alias/more", one_).exception, "LimitExceededException");
  EXPECT_EQ(update("alias/1", one_).exception, "");
}

TEST_F(AliasTest, ListsPageInNameOrderAndFilterByKey) {
  for (const char* name : {"alias/c", "alias/a", "alias/d"}) create(name, one_);
  create("alias/b", two_);
  std::string names;
  std::string marker;
  do {
    const Answer page = trent_.call(
        "ListAliases",
        R"("Limit":2)" + (marker.empty() ? "" : fmt::format(R"(,"Marker":"{}")", marker)));
    for (const auto& alias : page.body.at("Aliases").as_array())
      names += std::string(alias.at("AliasName").get_string()) + " ";
    marker = page.text("NextMarker");
    EXPECT_EQ(page.body.at("Truncated").as_bool(), !marker.empty());
  } while (!marker.empty());
  std::string expected = "alias/a ";
  for (const keys::PredefinedAlias& alias : keys::predefined_aliases())
    expected += std::string(alias.name) + " ";
  EXPECT_EQ(names, expected + "alias/b alias/c alias/d ");
  EXPECT_EQ(trent_.call("ListAliases", fmt::format(R"("KeyId":"{}")", two_))
                .body.at("Aliases")
                .as_array()
                .size(),
            1U);
}

TEST_F(AliasTest, AMarkerFitsItsOwnListOnly) {
  for (const char* name : {"alias/a", "alias/b"}) create(name, one_);
  const std::string marker = trent_.call("ListAliases", R"("Limit":1)").text("NextMarker");
  const std::string with_marker = fmt::format(R"("Marker":"{}")", marker);
  EXPECT_EQ(trent_.call("ListAliases", with_marker).exception, "");
  EXPECT_EQ(trent_.call("ListKeys", with_marker).exception, "InvalidMarkerException");
  EXPECT_EQ(
      trent_.call("ListAliases", with_marker + fmt::format(R"(,"KeyId":"{}")", one_)).exception,
      "InvalidMarkerException");
  EXPECT_EQ(trent_.call("ListAliases", R"("Marker":"bm90IG91cnM=")").exception,
            "InvalidMarkerException");
  EXPECT_EQ(trent_.call_as(keys::AccountId("111122223333"), "ListAliases", with_marker).exception,
            "InvalidMarkerException");
  trent_.go_to("eu-west-1");
  EXPECT_EQ(trent_.call("ListAliases", with_marker).exception, "InvalidMarkerException");
}

}  // namespace
}  // namespace trent::operations
