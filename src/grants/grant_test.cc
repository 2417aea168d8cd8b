#include "grants/grant.h"

#include <gtest/gtest.h>

namespace trent::grants {
namespace {

const keys::KeyRef kKey{{keys::AccountId("111122223333"), keys::Region("eu-central-1")},
                        keys::KeyId("1234abcd-12ab-34cd-56ef-1234567890ab")};

Grant sample(std::string_view id, std::string_view grantee) {
  Grant grant;
  grant.id = GrantId(std::string(id));
  grant.key = kKey;
  grant.name = "name";
  grant.grantee = parse_principal(grantee, "aws").value_or(Principal{});
  grant.operations = {GrantOperation::Decrypt};
  grant.issuing_account = kKey.scope.account;
  return grant;
}

TEST(GrantTest, IdsAreSixtyFourLowerCaseHexDigits) {
  EXPECT_TRUE(is_grant_id(std::string(64, 'a')));
  EXPECT_FALSE(is_grant_id(std::string(64, 'A')));
  EXPECT_FALSE(is_grant_id(std::string(63, 'a')));
  EXPECT_FALSE(is_grant_id(std::string(64, 'g')));
}

TEST(GrantTest, ARepeatIsTheSameInAllThatTheRequestSaid) {
  const Grant one = sample("1", "111122223333");
  Grant other = sample("2", "111122223333");
  other.ordinal = 7;
  other.created = Timestamp(std::chrono::seconds(5));
  EXPECT_TRUE(is_repeat_of(one, other));
  for (const auto& change : std::initializer_list<void (*)(Grant&)>{
           [](Grant& grant) { grant.name = "other"; },
           [](Grant& grant) { grant.grantee.unique_id = "AIDA"; },
           [](Grant& grant) { grant.retiring = grant.grantee; },
           [](Grant& grant) { grant.operations.insert(GrantOperation::Encrypt); },
           [](Grant& grant) { grant.constraints.source_arn = "arn:a"; },
           [](Grant& grant) { grant.issuing_account = keys::AccountId("444455556666"); },
           [](Grant& grant) { grant.key.id = keys::KeyId("other"); },
       }) {
    Grant changed = other;
    change(changed);
    EXPECT_FALSE(is_repeat_of(one, changed));
  }
}

TEST(GrantTest, WithoutANameNothingRepeats) {
  Grant one = sample("1", "111122223333");
  one.name.clear();
  EXPECT_FALSE(is_repeat_of(one, one));
}

TEST(GrantTest, TheGrantsOfAKeyAreFoundByGranteeInOrder) {
  const KeyGrants grants(kKey, {sample("1", "444455556666"), sample("2", "111122223333"),
                                sample("3", "444455556666")});
  std::string found;
  for (const Grant* grant : grants.of_grantee("arn:aws:iam::444455556666:root"))
    found += grant->id.view();
  EXPECT_EQ(found, "13");
  EXPECT_EQ(grants.of_grantee("arn:aws:iam::444455556666:roo").size(), 0U);
  EXPECT_EQ(grants.of_grantee("").size(), 0U);
}

}  // namespace
}  // namespace trent::grants
