#include "iam/assume_role.h"

#include <gmock/gmock.h>

#include "iam/testing/account.h"

namespace trent::iam {
namespace {

using ::testing::HasSubstr;

const std::string kTrustAccount =
    testing::policy_of(R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},
                          "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]})");

class AssumeRoleTest : public testing::AccountTest {
 protected:
  std::string trust_in(const std::string& arn, const std::string& condition = "{}",
                       const std::string& actions = R"("sts:AssumeRole")") {
    return testing::policy_of(R"({"Effect":"Allow","Principal":{"AWS":")" + arn +
                              R"("},"Action":[)" + actions + R"(],"Condition":)" + condition + "}");
  }
  static AssumeRoleRequest request(const std::string& role_arn) {
    return {.role_arn = role_arn, .session_name = "s1"};
  }
  void expect_refused(const identity::Caller& caller, const AssumeRoleRequest& asked,
                      ErrorCode code, const std::string& text = "") {
    const auto refused = assume_role(call(caller), asked);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code);
    EXPECT_THAT(refused.error().message.value_or(""), HasSubstr(text));
  }
  void expect_denied(const identity::Caller& caller, const AssumeRoleRequest& asked) {
    expect_refused(
        caller, asked, ErrorCode::AccessDenied,
        "User: " + caller.arn +
            " is not authorized to perform: sts:AssumeRole on resource: " + asked.role_arn);
  }
  identity::Caller caller_of(const AssumeRoleResponse& session) {
    return session_caller(session.credentials.access_key_id, session.credentials.session_token);
  }
};

TEST_F(AssumeRoleTest, WhomTheTrustPolicyNamesNeedsNoPermissionOfItsOwn) {
  const auto user = make_user("bob");
  const std::string role = make_role("app", trust_in(user.arn));
  const auto session = assume_role(call(user), request(role));
  ASSERT_TRUE(session) << session.error().message.value_or(session.error().detail);
  EXPECT_EQ(session->user.arn, "arn:aws:sts::111122223333:assumed-role/app/s1");
  EXPECT_EQ(session->credentials.access_key_id.substr(0, 4), "ASIA");
  EXPECT_EQ(session->credentials.secret.size_bytes(), 40U);
  EXPECT_EQ(session->credentials.expiration, testing::kNow + std::chrono::hours(1));
  EXPECT_FALSE(session->packed_size);
  const auto token = opened(session->credentials.access_key_id, session->credentials.session_token);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->contents.unique_id + ":s1", session->user.id);
  EXPECT_EQ(token->contents.made_by, "");
  EXPECT_FALSE(token->contents.session.policies);
}

TEST_F(AssumeRoleTest, ATrustedAccountLetsItsOwnPoliciesDecide) {
  const std::string role = make_role("app", kTrustAccount);
  expect_denied(make_user("bob"), request(role));
  EXPECT_TRUE(assume_role(call(make_user("eve", "sts:AssumeRole")), request(role)));
  expect_denied(make_user("ann", "sts:GetFederationToken"), request(role));
}

TEST_F(AssumeRoleTest, ARoleThatIsNotThereIsRefusedLikeOneThatDoesNotTrust) {
  const auto user = make_user("bob", "sts:*");
  expect_denied(user, request("arn:aws:iam::111122223333:role/nobody"));
  expect_denied(user, request("arn:aws:iam::444455556666:role/nobody"));
  make_role("app", kTrustAccount);
  expect_denied(user, request("arn:aws:iam::111122223333:role/App"));
  expect_denied(user, request("arn:aws:iam::111122223333:role/path/app"));
}

TEST_F(AssumeRoleTest, WhatIsNoArnOfARoleIsInvalid) {
  const auto user = make_user("bob");
  for (const char* arn : {"nothing-valid-in-here", "arn:aws:iam::111122223333:user/bob",
                          "arn:aws-cn:iam::111122223333:role/app", "arn:aws:iam::1:role/app123"})
    expect_refused(user, request(arn), ErrorCode::Validation, std::string(arn) + " is invalid");
}

TEST_F(AssumeRoleTest, TheRootAssumesNoRole) {
  const std::string role = make_role("app", kTrustAccount);
  expect_refused(root_, request(role), ErrorCode::AccessDenied,
                 "Roles may not be assumed by root accounts.");
}

TEST_F(AssumeRoleTest, WhoIsMadeAgainUnderATrustedNameIsNotTrusted) {
  const auto first = make_user("bob");
  const std::string role = make_role("app", trust_in(first.arn));
  ASSERT_TRUE(remove(as_root(), EntityKind::User, "bob",
                     [](const EntityRecord&, storage::Batch&) -> Result<void> { return {}; }));
  const auto second = make_user("bob");
  EXPECT_EQ(first.arn, second.arn);
  expect_denied(second, request(role));
}

TEST_F(AssumeRoleTest, ATrustPolicyNamesWhoExists) {
  const auto refused = create_role(
      as_root(),
      {.name = "app", .trust_policy = trust_in("arn:aws:iam::111122223333:user/nobody")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::MalformedPolicyDocument);
}

TEST_F(AssumeRoleTest, TheExternalIdIsAConditionOfTheTrustPolicy) {
  const auto user = make_user("bob");
  const std::string role =
      make_role("app", trust_in(user.arn, R"({"StringEquals":{"sts:ExternalId":"secret-7"}})"));
  expect_denied(user, request(role));
  auto asked = request(role);
  asked.external_id = "secret-8";
  expect_denied(user, asked);
  asked.external_id = "secret-7";
  EXPECT_TRUE(assume_role(call(user), asked));
}

TEST_F(AssumeRoleTest, ASessionIsNoLongerThanTheRolesMaximum) {
  const auto user = make_user("bob");
  const std::string role = make_role("app", trust_in(user.arn), 7200);
  auto asked = request(role);
  asked.seconds = 7200;
  EXPECT_EQ(assume_role(call(user), asked)->credentials.expiration,
            testing::kNow + std::chrono::hours(2));
  asked.seconds = 7201;
  expect_refused(user, asked, ErrorCode::Validation,
                 "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

TEST_F(AssumeRoleTest, ARoleAssumesARoleForAnHourAtMost) {
  const auto user = make_user("bob");
  const std::string first = make_role("first", trust_in(user.arn), 43200);
  const std::string second = make_role("second", trust_in(first), 43200);
  const auto caller = caller_of(*assume_role(call(user), request(first)));
  EXPECT_TRUE(assume_role(call(caller), request(second)));
  auto asked = request(second);
  asked.seconds = 3601;
  expect_refused(caller, asked, ErrorCode::Validation, "1 hour session limit");
  expect_denied(user, request(second));
}

TEST_F(AssumeRoleTest, TheSessionOfADeletedRoleMayDoNothing) {
  const auto user = make_user("bob");
  const std::string first = make_role("first", trust_in(user.arn));
  allow<EntityKind::Role>("first", "sts:AssumeRole");
  const std::string second = make_role("second", kTrustAccount);
  const auto caller = caller_of(*assume_role(call(user), request(first)));
  EXPECT_TRUE(assume_role(call(caller), request(second)));
  ASSERT_TRUE(remove(as_root(), EntityKind::Role, "first",
                     [](const EntityRecord&, storage::Batch&) -> Result<void> { return {}; }));
  expect_denied(caller, request(second));
  make_role("first", trust_in(user.arn));
  allow<EntityKind::Role>("first", "sts:AssumeRole");
  expect_denied(caller, request(second));
}

TEST_F(AssumeRoleTest, TagsNeedAPermissionOfTheirOwn) {
  const auto user = make_user("bob");
  auto asked = request(make_role("plain", trust_in(user.arn)));
  asked.tags = {{"team", "red"}};
  expect_denied(user, asked);
  asked.role_arn =
      make_role("tagged", trust_in(user.arn, R"({"StringEquals":{"aws:RequestTag/team":"red"}})",
                                   R"("sts:AssumeRole","sts:TagSession")"));
  const auto session = assume_role(call(user), asked);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->packed_size, 1);
  EXPECT_EQ(caller_of(*session).session->tags, (identity::Tags{{"team", "red"}}));
  asked.tags = {{"team", "blue"}};
  expect_denied(user, asked);
}

TEST_F(AssumeRoleTest, TransitiveTagsGoOnAndCannotBeReplaced) {
  const auto user = make_user("bob");
  const std::string actions = R"("sts:AssumeRole","sts:TagSession")";
  const std::string first = make_role("first", trust_in(user.arn, "{}", actions));
  const std::string second = make_role("second", trust_in(first, "{}", actions));
  auto asked = request(first);
  asked.tags = {{"Team", "red"}, {"step", "1"}};
  asked.transitive_tag_keys = {"team"};
  const auto caller = caller_of(*assume_role(call(user), asked));
  const auto next = assume_role(call(caller), request(second));
  ASSERT_TRUE(next);
  EXPECT_EQ(caller_of(*next).session->tags, (identity::Tags{{"Team", "red"}}));
  EXPECT_EQ(caller_of(*next).session->transitive_tag_keys, std::vector<std::string>{"Team"});

  auto replacing = request(second);
  replacing.tags = {{"TEAM", "blue"}};
  expect_refused(caller, replacing, ErrorCode::InvalidParameterValue, "conflicts with");
  asked.transitive_tag_keys = {"other"};
  expect_refused(user, asked, ErrorCode::InvalidParameterValue,
                 "must be included in the requested tags");
  asked.tags = {{"a", "1"}, {"A", "2"}};
  expect_refused(user, asked, ErrorCode::InvalidParameterValue, "Duplicate tag keys");
}

TEST_F(AssumeRoleTest, ASourceIdentityStaysTheSame) {
  const auto user = make_user("bob");
  const std::string actions = R"("sts:AssumeRole","sts:SetSourceIdentity")";
  const std::string first = make_role("first", trust_in(user.arn, "{}", actions));
  const std::string second = make_role("second", trust_in(first, "{}", actions));
  auto asked = request(first);
  asked.source_identity = "bob";
  const auto session = assume_role(call(user), asked);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->source_identity, "bob");
  const auto caller = caller_of(*session);
  EXPECT_EQ(assume_role(call(caller), request(second))->source_identity, "bob");
  auto another = request(second);
  another.source_identity = "eve";
  expect_denied(caller, another);
  auto unpermitted = request(make_role("third", trust_in(user.arn)));
  unpermitted.source_identity = "bob";
  expect_denied(user, unpermitted);
}

TEST_F(AssumeRoleTest, ASessionPolicyGoesIntoTheToken) {
  const auto user = make_user("bob");
  auto asked = request(make_role("app", trust_in(user.arn)));
  asked.policy = testing::policy_of(R"({"Effect":"Allow","Action":"kms:Sign","Resource":"*"})");
  const auto session = assume_role(call(user), asked);
  ASSERT_TRUE(session);
  EXPECT_GT(session->packed_size.value_or(0), 0);
  const auto token = opened(session->credentials.access_key_id, session->credentials.session_token);
  EXPECT_EQ(token->contents.inline_policy, asked.policy);
  EXPECT_TRUE(token->contents.session.policies);

  asked.policy = "{}";
  expect_refused(user, asked, ErrorCode::MalformedPolicyDocument);
  asked.policy.reset();
  asked.policy_arns = {{"arn:aws:iam::111122223333:policy/nothing"}};
  expect_refused(user, asked, ErrorCode::Validation);
}

TEST_F(AssumeRoleTest, ATokenDoesNotGrowWithoutBounds) {
  const auto user = make_user("bob");
  auto asked =
      request(make_role("app", trust_in(user.arn, "{}", R"("sts:AssumeRole","sts:TagSession")")));
  for (int i = 0; i < 50; ++i)
    asked.tags.push_back({"key" + std::to_string(i), std::string(200, 'x')});
  expect_refused(user, asked, ErrorCode::PackedPolicyTooLarge, "Packed policy consumes");
}

TEST_F(AssumeRoleTest, NoMfaCodeIsRight) {
  const auto user = make_user("bob");
  auto asked = request(make_role("app", trust_in(user.arn)));
  asked.token_code = "123456";
  expect_refused(user, asked, ErrorCode::AccessDenied, "MultiFactorAuthentication failed");
}

}  // namespace
}  // namespace trent::iam
