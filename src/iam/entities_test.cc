#include <gmock/gmock.h>

#include "iam/access_keys.h"
#include "iam/authorization.h"
#include "iam/get_caller_identity.h"
#include "iam/groups.h"
#include "iam/identity_policies.h"
#include "iam/managed_policies.h"
#include "iam/oidc_providers.h"
#include "iam/testing/account.h"

namespace trent::iam {
namespace {

using testing::kNow;
using testing::policy_of;

const std::string kAllowAll = policy_of(R"({"Effect":"Allow","Action":"*","Resource":"*"})");

class EntitiesTest : public testing::AccountTest {
 protected:
  template <class T>
  static void expect_refused(const Result<T>& result, ErrorCode code,
                             const std::string& message = "") {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, code);
    if (!message.empty()) {
      EXPECT_EQ(result.error().message, message);
    }
  }
  std::string make_policy(const std::string& name, const std::string& document) {
    const auto made = create_policy(as_root(), {.policy_name = name, .document = document});
    EXPECT_TRUE(made) << made.error().message.value_or("");
    return "arn:aws:iam::111122223333:policy/" + name;
  }
};

TEST_F(EntitiesTest, NamesAreTheSameInAnyCase) {
  make_user("Bob");
  expect_refused(create_user(as_root(), {.name = "bOB"}), ErrorCode::AlreadyExists,
                 "User with name bOB already exists.");
  const auto found = get_user(as_root(), {.name = "BOB"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->user.user_name, "Bob");
  expect_refused(get_user(as_root(), {.name = "eve"}), ErrorCode::NotFound,
                 "The user with name eve cannot be found.");
}

TEST_F(EntitiesTest, WhoAsksForItself) {
  EXPECT_EQ(get_user(as_root(), {})->user.user_id, "111122223333");
  const auto bob = make_user("bob");
  EXPECT_EQ(get_user(call(bob), {})->user.user_name, "bob");
  const auto who = get_caller_identity(call(bob), {});
  EXPECT_EQ(who->arn, "arn:aws:iam::111122223333:user/bob");
  EXPECT_EQ(who->user_id, bob.unique_id);
  identity::Caller session = bob;
  session.type = identity::PrincipalType::AssumedRole;
  session.user_name.clear();
  expect_refused(get_user(call(session), {}), ErrorCode::Validation,
                 "Must specify userName when calling with non-User credentials");
}

TEST_F(EntitiesTest, AUserKeepsItsIdUnderANewName) {
  const auto bob = make_user("bob");
  make_user("eve");
  expect_refused(update_user(as_root(), {.name = "bob", .new_name = "EVE"}),
                 ErrorCode::AlreadyExists);
  ASSERT_TRUE(update_user(as_root(), {.name = "bob", .new_path = "/x/", .new_name = "rob"}));
  const auto found = get_user(as_root(), {.name = "rob"});
  EXPECT_EQ(found->user.user_id, bob.unique_id);
  EXPECT_EQ(found->user.arn, "arn:aws:iam::111122223333:user/x/rob");
  expect_refused(get_user(as_root(), {.name = "bob"}), ErrorCode::NotFound);
}

TEST_F(EntitiesTest, WhatIsInUseStays) {
  make_user("bob");
  ASSERT_TRUE(create_access_key(as_root(), {.name = "bob"}));
  expect_refused(delete_user(as_root(), {"bob"}), ErrorCode::InvalidState,
                 "Cannot delete entity, must delete access keys first.");
  const std::string arn = make_policy("p", kAllowAll);
  make_user("eve");
  ASSERT_TRUE(attach_policy<EntityKind::User>(as_root(), {"eve", arn}));
  expect_refused(delete_user(as_root(), {"eve"}), ErrorCode::InvalidState);
  expect_refused(delete_policy(as_root(), {arn}), ErrorCode::InvalidState);
  ASSERT_TRUE(detach_policy<EntityKind::User>(as_root(), {"eve", arn}));
  EXPECT_TRUE(delete_policy(as_root(), {arn}));
  EXPECT_TRUE(delete_user(as_root(), {"eve"}));
}

TEST_F(EntitiesTest, TwoAccessKeysAreEnough) {
  make_user("bob");
  ASSERT_TRUE(create_access_key(as_root(), {.name = "bob"}));
  ASSERT_TRUE(create_access_key(as_root(), {.name = "bob"}));
  expect_refused(create_access_key(as_root(), {.name = "bob"}), ErrorCode::LimitExceeded,
                 "Cannot exceed quota for AccessKeysPerUser: 2");
}

TEST_F(EntitiesTest, AnAccountHasSoManyEntitiesOfAKindAndNotOneMore) {
  for (Quota& quota : services_.entity_quotas) quota.max = 1;
  const std::string trust =
      policy_of(R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"})");
  make_user("bob");
  make_role("r", trust);
  make_policy("p", kAllowAll);
  ASSERT_TRUE(create_group(as_root(), {.name = "g"}));
  ASSERT_TRUE(create_oidc_provider(as_root(), {.url = "https://one.example"}));
  const auto expect_full = [](const auto& refused, const std::string& quota) {
    expect_refused(refused, ErrorCode::LimitExceeded, "Cannot exceed quota for " + quota + ": 1");
  };
  expect_full(create_user(as_root(), {.name = "eve"}), "UsersPerAccount");
  expect_full(create_group(as_root(), {.name = "h"}), "GroupsPerAccount");
  expect_full(create_role(as_root(), {.name = "s", .trust_policy = trust}), "RolesPerAccount");
  expect_full(create_policy(as_root(), {.policy_name = "q", .document = kAllowAll}),
              "PoliciesPerAccount");
  expect_full(create_oidc_provider(as_root(), {.url = "https://two.example"}),
              "OpenIdConnectProvidersPerAccount");

  expect_refused(create_user(as_root(), {.name = "bob"}), ErrorCode::AlreadyExists);
  ASSERT_TRUE(update_user(as_root(), {.name = "bob", .new_name = "rob"}));
  expect_full(create_user(as_root(), {.name = "eve"}), "UsersPerAccount");
  ASSERT_TRUE(delete_user(as_root(), {"rob"}));
  EXPECT_TRUE(create_user(as_root(), {.name = "eve"}));
}

TEST_F(EntitiesTest, TheQuotasAreThoseOfAws) {
  const std::vector<std::size_t> expected{5000, 300, 1000, 1500, 100};
  std::vector<std::size_t> quotas;
  for (const Quota& quota : services_.entity_quotas) quotas.push_back(quota.max);
  EXPECT_EQ(quotas, expected);
}

TEST_F(EntitiesTest, TheNewestUseOfAnAccessKey) {
  make_user("bob");
  const std::string id = create_access_key(as_root(), {.name = "bob"})->access_key.access_key_id;
  const auto last_use = [&] { return get_access_key_last_used(as_root(), {id}).value(); };
  EXPECT_EQ(last_use().user_name, "bob");
  EXPECT_EQ(last_use().last_use.at, std::nullopt);
  EXPECT_EQ(last_use().last_use.service, "N/A");
  EXPECT_EQ(last_use().last_use.region, "N/A");

  access_key_uses_.mark(id, "kms", "us-west-2", kNow + std::chrono::seconds(59));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(last_use().last_use.at, kNow) << round;
    EXPECT_EQ(last_use().last_use.service, "kms") << round;
    EXPECT_EQ(last_use().last_use.region, "us-west-2") << round;
    ASSERT_TRUE(access_key_uses_.flush());
    // Changing the key leaves its use alone.
    ASSERT_TRUE(update_access_key(
        as_root(),
        {.name = "bob", .access_key_id = id, .status = identity::AccessKeyStatus::Inactive}));
  }
  expect_refused(get_access_key_last_used(as_root(), {"AKIANOTTHERE"}), ErrorCode::NotFound,
                 "The Access Key with id AKIANOTTHERE cannot be found.");
}

TEST_F(EntitiesTest, OnlyPoliciesThatCanBeReadAreStored) {
  make_user("bob");
  for (const std::string& bad :
       {std::string("{}"), std::string("x"),
        policy_of(R"({"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"})"),
        policy_of(R"({"Effect":"Allow","Action":"*"})"),
        policy_of(R"({"Effect":"Perhaps","Action":"*","Resource":"*"})")})
    expect_refused(put_inline_policy<EntityKind::User>(as_root(), {"bob", "p", bad}),
                   ErrorCode::MalformedPolicyDocument);
  EXPECT_TRUE(put_inline_policy<EntityKind::User>(as_root(), {"bob", "p", kAllowAll}));
  expect_refused(create_role(as_root(), {.name = "r", .trust_policy = kAllowAll}),
                 ErrorCode::MalformedPolicyDocument);
}

// --- who may do what -----------------------------------------------------------------------------

class MayTest : public EntitiesTest {
 protected:
  void expect_may(const identity::Caller& caller, bool may,
                  const std::string& action = "iam:ListUsers") {
    EXPECT_EQ(authorize(call(caller), action, "*").has_value(), may) << action;
  }
};

TEST_F(MayTest, TheRootMayEverything) { expect_may(root_, true); }

TEST_F(MayTest, AUserMayWhatItsPoliciesSay) {
  const auto bob = make_user("bob", "iam:List*");
  expect_may(bob, true);
  expect_may(bob, false, "iam:CreateUser");
  const auto refused = authorize(call(bob), "iam:CreateUser", "*");
  EXPECT_EQ(refused.error().message,
            "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: "
            "iam:CreateUser on resource: * because no identity-based policy allows the "
            "iam:CreateUser action");
}

TEST_F(MayTest, AttachedPoliciesAndThoseOfGroupsCount) {
  const auto bob = make_user("bob");
  const auto eve = make_user("eve");
  const std::string arn = make_policy("p", kAllowAll);
  ASSERT_TRUE(attach_policy<EntityKind::User>(as_root(), {"bob", arn}));
  expect_may(bob, true);
  ASSERT_TRUE(create_group(as_root(), {.name = "Staff"}));
  ASSERT_TRUE(add_user_to_group(as_root(), {"staff", "eve"}));
  expect_may(eve, false);
  ASSERT_TRUE(attach_policy<EntityKind::Group>(as_root(), {"staff", arn}));
  expect_may(eve, true);
}

TEST_F(MayTest, TheDefaultVersionOfAManagedPolicyCounts) {
  const auto bob = make_user("bob");
  const std::string arn = make_policy("p", kAllowAll);
  ASSERT_TRUE(attach_policy<EntityKind::User>(as_root(), {"bob", arn}));
  CreatePolicyVersionRequest next;
  next.name = arn;
  next.document = policy_of(R"({"Effect":"Deny","Action":"*","Resource":"*"})");
  ASSERT_TRUE(create_policy_version(as_root(), next));
  expect_may(bob, true);
  next.set_as_default = true;
  ASSERT_TRUE(create_policy_version(as_root(), next));
  expect_may(bob, false);
}

TEST_F(MayTest, ABoundaryLimits) {
  const auto bob = make_user("bob", "*");
  const std::string arn =
      make_policy("limit", policy_of(R"({"Effect":"Allow","Action":"iam:List*","Resource":"*"})"));
  ASSERT_TRUE(put_boundary<EntityKind::User>(as_root(), {"bob", arn}));
  expect_may(bob, true);
  expect_may(bob, false, "iam:CreateUser");
}

TEST_F(MayTest, ASessionMayWhatItsPolicyLeaves) {
  auto bob = make_user("bob", "*");
  auto session = std::make_shared<identity::Session>();
  bob.session = session;
  expect_may(bob, true);
  session->policies.emplace();
  expect_may(bob, false);
  session->policies->inline_policy.emplace(*policy::parse_policy(
      policy::DocumentKind::IdentityPolicy,
      policy_of(R"({"Effect":"Allow","Action":"iam:List*","Resource":"*"})")));
  expect_may(bob, true);
  expect_may(bob, false, "iam:CreateUser");
  make_policy("more", kAllowAll);
  session->policies->managed = {"/more", "/gone"};
  expect_may(bob, true, "iam:CreateUser");
}

TEST_F(MayTest, ConditionsSeeWhoAsksAndHow) {
  auto bob = make_user("bob");
  const std::string document = policy_of(
      R"({"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{
        "StringEquals":{"aws:username":"bob","aws:PrincipalTag/team":"red"},
        "IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"Bool":{"aws:SecureTransport":"true"}}})");
  ASSERT_TRUE(put_inline_policy<EntityKind::User>(as_root(), {"bob", "p", document}));
  auto asked = call(bob);
  asked.transport = {.source_ip = "10.1.2.3", .tls = true};
  EXPECT_FALSE(authorize(asked, "iam:ListUsers", "*"));
  auto session = std::make_shared<identity::Session>();
  session->tags = {{"Team", "red"}};
  bob.session = session;
  auto tagged = call(bob);
  tagged.transport = asked.transport;
  EXPECT_TRUE(authorize(tagged, "iam:ListUsers", "*"));
  tagged.transport.source_ip = "11.1.2.3";
  EXPECT_FALSE(authorize(tagged, "iam:ListUsers", "*"));
  tagged.transport = {.source_ip = "10.1.2.3", .tls = false};
  EXPECT_FALSE(authorize(tagged, "iam:ListUsers", "*"));
}

}  // namespace
}  // namespace trent::iam
