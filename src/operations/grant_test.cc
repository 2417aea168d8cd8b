// Grants as operations make, list and end them; what they allow is tested in grants/.
#include <gtest/gtest.h>

#include "identity/names.h"
#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

constexpr std::string_view kStranger = "arn:aws:iam::444455556666:role/reader";

class GrantTest : public ::testing::Test {
 protected:
  Answer create(std::string_view grantee, const std::string& more = "") {
    return trent_.call(
        "CreateGrant",
        fmt::format(R"("KeyId":"{}","GranteePrincipal":"{}","Operations":["Decrypt"]{}{})", key_,
                    grantee, more.empty() ? "" : ",", more));
  }
  std::string created(std::string_view grantee, const std::string& more = "") {
    const Answer answer = create(grantee, more);
    EXPECT_EQ(answer.exception, "") << answer.message;
    return answer.text("GrantId");
  }
  // What a list says of `member`, with a space between.
  static std::string listed(const Answer& answer, std::string_view member) {
    EXPECT_EQ(answer.exception, "") << answer.message;
    std::string text;
    for (const auto& grant : answer.body.at("Grants").as_array())
      text.append(text.empty() ? "" : " ").append(grant.at(member).as_string());
    return text;
  }
  Answer grants() { return trent_.call("ListGrants", fmt::format(R"("KeyId":"{}")", key_)); }
  Answer retirable() {
    return trent_.call("ListRetirableGrants", R"("RetiringPrincipal":"000000000000")");
  }

  identity::EntityRecord put(identity::EntityKind kind, std::string_view name,
                             std::string_view id) {
    identity::EntityRecord entity;
    entity.ref = {keys::AccountId("000000000000"), kind, identity::folded(name)};
    entity.id = id;
    entity.name = name;
    entity.path = "/team/";
    if (kind == identity::EntityKind::Role) entity.details = identity::Role{};
    EXPECT_TRUE(trent_.records.commit({storage::PutEntity{entity}}));
    return entity;
  }
  void remove(const identity::EntityRecord& entity) {
    EXPECT_TRUE(trent_.records.commit({storage::DeleteEntity{entity.ref, 1}}));
  }

  Deployment trent_;
  const std::string key_ = trent_.create_key();
};

TEST_F(GrantTest, GrantsEndWithTheirKeyAtItsDeletionDate) {
  created(kStranger, R"("RetiringPrincipal":"000000000000")");
  trent_.call("ScheduleKeyDeletion", fmt::format(R"("KeyId":"{}","PendingWindowInDays":7)", key_));
  EXPECT_EQ(retirable().body.at("Grants").as_array().size(), 1U);
  trent_.clock.advance(std::chrono::days(7));
  EXPECT_EQ(grants().exception, "NotFoundException");
  EXPECT_EQ(retirable().body.at("Grants").as_array().size(), 0U);
}

TEST_F(GrantTest, ARepeatedNameGivesTheSameGrantWhoeverWasFaster) {
  const std::string first = created(kStranger, R"("Name":"n")");
  EXPECT_EQ(created(kStranger, R"("Name":"n")"), first);
  EXPECT_NE(created("111122223333", R"("Name":"n")"), first);
  EXPECT_EQ(grants().body.at("Grants").as_array().size(), 2U);
}

TEST_F(GrantTest, APrincipalOfNobodyHereIsTakenByItsName) {
  created(kStranger);
  EXPECT_EQ(listed(grants(), "GranteePrincipal"), kStranger);
}

TEST_F(GrantTest, InAnAccountThatIsHereUsersAndRolesMustExist) {
  ASSERT_TRUE(trent_.records.commit({storage::PutAccount{{keys::AccountId("000000000000"), {}}}}));
  const std::string bob = "arn:aws:iam::000000000000:user/team/Bob";
  EXPECT_EQ(create(bob).message, "ARN does not refer to a valid principal: " + bob);
  const auto record = put(identity::EntityKind::User, "Bob", "AIDABOB");
  created(bob);
  // Path and case belong to the name; a role is no user.
  for (const std::string_view other :
       {"user/Bob", "user/team/bob", "role/team/Bob", "user/other/Bob"})
    EXPECT_EQ(create(fmt::format("arn:aws:iam::000000000000:{}", other)).exception,
              "InvalidArnException")
        << other;
  created("000000000000");
  created("arn:aws:sts::000000000000:federated-user/anybody");
}

TEST_F(GrantTest, WhoIsGoneIsShownUnderItsIdAndWhoComesAfterIsNot) {
  const std::string bob = "arn:aws:iam::000000000000:user/team/bob";
  const std::string session = "arn:aws:sts::000000000000:assumed-role/reader/me";
  const auto user = put(identity::EntityKind::User, "bob", "AIDABOB");
  const auto role = put(identity::EntityKind::Role, "reader", "AROAREADER");
  const std::string first = created(bob, R"("Name":"n")");
  created(session);
  EXPECT_EQ(listed(grants(), "GranteePrincipal"), bob + " " + session);
  remove(user);
  remove(role);
  EXPECT_EQ(listed(grants(), "GranteePrincipal"), "AIDABOB AROAREADER:me");
  put(identity::EntityKind::User, "bob", "AIDANEWBOB");
  EXPECT_EQ(listed(grants(), "GranteePrincipal"), "AIDABOB AROAREADER:me");
  EXPECT_NE(created(bob, R"("Name":"n")"), first);
  EXPECT_EQ(listed(grants(), "GranteePrincipal"), "AIDABOB AROAREADER:me " + bob);
}

TEST_F(GrantTest, ATokenEndsItsGrantInItsRegionOnly) {
  const Answer made = create(kStranger);
  trent_.go_to("us-east-1");
  const Answer elsewhere =
      trent_.call("RetireGrant", fmt::format(R"("GrantToken":"{}")", made.text("GrantToken")));
  EXPECT_EQ(elsewhere.exception, "NotFoundException");
}

TEST_F(GrantTest, TokensAreLookedAtBeforeTheKey) {
  EXPECT_EQ(trent_.call("DescribeKey", R"("KeyId":"alias/none","GrantTokens":["x"])").exception,
            "InvalidGrantTokenException");
}

}  // namespace
}  // namespace trent::operations
