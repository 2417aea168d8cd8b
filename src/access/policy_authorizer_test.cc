#include "access/policy_authorizer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/known_principals.h"
#include "policy/document.h"
#include "storage/memory/memory_store.h"

namespace trent::access {
namespace {

using identity::EntityKind;
using identity::EntityRef;
using ::testing::HasSubstr;

constexpr Timestamp kNow{std::chrono::days(20000)};
const keys::AccountId kAccount("000000000000");
const keys::AccountId kOther("111122223333");
const keys::Region kRegion("eu-central-1");
constexpr const char* kId = "11111111-1111-1111-1111-111111111111";

std::string statement(std::string_view effect, std::string_view action,
                      std::string_view more = "") {
  return fmt::format(R"({{"Effect":"{}","Action":"{}","Resource":"*"{}}})", effect, action, more);
}
std::string document(std::string_view statements) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
}
std::string allow(std::string_view action, std::string_view more = "") {
  return document(statement("Allow", action, more));
}
std::string to(std::string_view arn) { return fmt::format(R"(,"Principal":{{"AWS":"{}"}})", arn); }

class PolicyAuthorizerTest : public ::testing::Test {
 protected:
  PolicyAuthorizerTest() {
    put_key(policy::default_key_policy(keys::root_arn_of(kAccount, kRegion)));
  }

  void put_key(std::string policy) {
    key_ = {.ref = {{kAccount, kRegion}, keys::KeyId(kId)}, .policy = std::move(policy)};
  }
  void put(EntityKind kind, const std::string& name, const std::string& id,
           identity::Details details) {
    const EntityRef ref{kAccount, kind, name};
    const auto before = records_.find_entity(ref);
    ASSERT_TRUE(records_.commit({storage::PutEntity{{.ref = ref,
                                                     .revision = before ? (*before)->revision : 0,
                                                     .id = id,
                                                     .name = name,
                                                     .details = std::move(details)}}}));
  }
  void put_user(identity::Permissions permissions, const std::string& id = "AIDA1") {
    put(EntityKind::User, "bob", id,
        identity::User{.permissions = std::move(permissions), .groups = {"team"}});
  }
  void put_managed(const std::string& name, std::string text) {
    put(EntityKind::Policy, name, "ANPA" + name,
        identity::ManagedPolicy{.versions = {{.number = 1, .document = std::move(text)}}});
  }
  static identity::Caller bob() {
    return {.account = kAccount,
            .type = identity::PrincipalType::User,
            .arn = "arn:aws:iam::000000000000:user/bob",
            .unique_id = "AIDA1",
            .user_name = "bob",
            .entity = EntityRef{kAccount, EntityKind::User, "bob"}};
  }
  static identity::Caller root(const keys::AccountId& account) {
    return {.account = account, .arn = keys::root_arn_of(account, kRegion)};
  }

  // Why not, or "allowed".
  std::string ask(const identity::Caller& caller, std::string_view permission = "Encrypt") const {
    const Asking asking{.caller = caller, .scope = {caller.account, kRegion}, .now = kNow};
    const auto answer = authorizer_.authorize(asking, permission, key_, "");
    if (answer) return "allowed";
    EXPECT_EQ(answer.error().code, ErrorCode::AccessDenied);
    return answer.error().message.value_or("");
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  storage::RecordCache records_{*store_};
  PolicyAuthorizer authorizer_{records_};
  keys::KeyRecord key_;
};

TEST_F(PolicyAuthorizerTest, TheRootOfTheAccountAndNoOther) {
  EXPECT_EQ(ask(root(kAccount)), "allowed");
  EXPECT_THAT(ask(root(kOther)), HasSubstr("on this resource because the resource does not exist"));
}

TEST_F(PolicyAuthorizerTest, AUserByItsOwnItsGroupsAndItsManagedPolicies) {
  put_user({});
  EXPECT_THAT(ask(bob()), HasSubstr("no identity-based policy"));
  put_user({.inline_policies = {{"p", allow("kms:Encrypt")}}});
  EXPECT_EQ(ask(bob()), "allowed");
  put_managed("m", allow("kms:Encrypt"));
  put_user({.attached = {"/m"}});
  EXPECT_EQ(ask(bob()), "allowed");
  put_user({});
  put(EntityKind::Group, "team", "AGPA1", identity::Group{.permissions = {.attached = {"/m"}}});
  EXPECT_EQ(ask(bob()), "allowed");
  put_managed("m", allow("kms:Decrypt"));
  EXPECT_THAT(ask(bob()), HasSubstr("no identity-based policy"));
}

TEST_F(PolicyAuthorizerTest, ABoundaryLimitsWhatItAllows) {
  put_managed("limit", allow("kms:Decrypt"));
  put_user({.inline_policies = {{"p", allow("kms:*")}}, .boundary = "/limit"});
  EXPECT_THAT(ask(bob()), HasSubstr("no permissions boundary allows"));
  EXPECT_EQ(ask(bob(), "Decrypt"), "allowed");
}

TEST_F(PolicyAuthorizerTest, WhoHasTheNameOfADeletedUserIsSomebodyElse) {
  put_user({.inline_policies = {{"p", allow("kms:*")}}}, "AIDA2");
  EXPECT_THAT(ask(bob()), HasSubstr("no identity-based policy"));
  // Not even a key policy that names the user by its ARN helps who was deleted.
  put_key(document(statement("Allow", "kms:*", to(bob().arn))));
  EXPECT_THAT(ask(bob()), HasSubstr("no identity-based policy"));
}

TEST_F(PolicyAuthorizerTest, AKeyPolicyIsBoundToWhomItNamedWhenItWasPut) {
  put_key(document(statement("Allow", "kms:*", to(bob().arn))));
  key_.policy_principals = {{bob().arn, "AIDA1"}};
  put_user({});
  EXPECT_EQ(ask(bob()), "allowed");
  put_user({}, "AIDA2");
  identity::Caller second = bob();
  second.unique_id = "AIDA2";
  EXPECT_THAT(ask(second), HasSubstr("no resource-based policy"));
}

TEST_F(PolicyAuthorizerTest, OnlyUsersAndRolesThatAreThereAreKnown) {
  put_user({});
  const auto parsed = policy::parse_key_policy(document(
      statement("Allow", "kms:*",
                R"(,"Principal":{"AWS":["arn:aws:iam::000000000000:user/bob",)"
                R"("arn:aws:iam::000000000000:user/team/bob","arn:aws:iam::000000000000:role/bob",)"
                R"("arn:aws:iam::000000000000:root","000000000000","*"]})")));
  ASSERT_TRUE(parsed);
  const auto known = known_principals_in(records_, *parsed);
  ASSERT_TRUE(known);
  EXPECT_EQ(*known, (KnownPrincipals{{"arn:aws:iam::000000000000:user/bob", "AIDA1"}}));
}

TEST_F(PolicyAuthorizerTest, ASessionPolicyLimitsAndASessionsTagsWin) {
  const std::string condition = R"(,"Condition":{"StringEquals":{"aws:PrincipalTag/Team":"red"}})";
  put_user({.inline_policies = {{"p", allow("kms:*", condition)}}});
  EXPECT_NE(ask(bob()), "allowed");
  identity::Caller caller = bob();
  auto session = std::make_shared<identity::Session>();
  session->tags = {{"team", "red"}};
  caller.session = session;
  EXPECT_EQ(ask(caller), "allowed");
  session->policies.emplace();
  EXPECT_THAT(ask(caller), HasSubstr("no session policy allows"));
}

TEST_F(PolicyAuthorizerTest, WhatIsNotThereIsRefusedAsWhatIs) {
  put_user({});
  const identity::Caller caller = bob();
  const Asking asking{.caller = caller, .scope = {kAccount, kRegion}, .now = kNow};
  const std::string arn = keys::arn_of(key_.ref);
  EXPECT_EQ(authorizer_.authorize_absent(asking, "Encrypt", kAccount, arn).error().message,
            ask(caller));
  put_user({.inline_policies = {{"p", allow("kms:Encrypt")}}});
  EXPECT_TRUE(authorizer_.authorize_absent(asking, "Encrypt", kAccount, arn));
  const identity::Caller stranger = root(kOther);
  const Asking strange{.caller = stranger, .scope = {kOther, kRegion}, .now = kNow};
  EXPECT_EQ(authorizer_.authorize_absent(strange, "Encrypt", kAccount, arn).error().message,
            ask(stranger));
}

TEST_F(PolicyAuthorizerTest, AKeyOfTooManyAliasesIsNobodysWhoAsksForThem) {
  ASSERT_TRUE(records_.commit({storage::PutKey{key_}}));
  put_user({.inline_policies = {{"p", allow("kms:*", R"(,"Condition":{"ForAnyValue:StringLike":)"
                                                     R"({"kms:ResourceAliases":"alias/a*"}})")}}});
  EXPECT_NE(ask(bob()), "allowed");
  for (std::size_t i = 0; i <= RequestContext::kAliasesMax; ++i) {
    const keys::AliasRef ref{key_.ref.scope, keys::AliasName(fmt::format("alias/a{}", i))};
    ASSERT_TRUE(records_.commit({storage::PutAlias{{.ref = ref, .target = key_.ref.id}}}));
    EXPECT_EQ(ask(bob()) == "allowed", i < RequestContext::kAliasesMax) << i;
  }
}

TEST_F(PolicyAuthorizerTest, AnExplanationNamesWhatDecided) {
  put_user({.inline_policies = {{"readers", allow("kms:Encrypt")}}});
  const identity::Caller caller = bob();
  const Asking asking{.caller = caller, .scope = {kAccount, kRegion}, .now = kNow};
  const auto allowed = explain(records_, asking, "Encrypt", key_, "");
  ASSERT_TRUE(allowed);
  EXPECT_TRUE(allowed->allowed);
  EXPECT_THAT(allowed->text, HasSubstr("statement 1 of inline policy readers of bob"));
  EXPECT_THAT(allowed->text, HasSubstr("the key policy lets decide"));
  const auto denied = explain(records_, asking, "Decrypt", key_, "");
  ASSERT_TRUE(denied);
  EXPECT_FALSE(denied->allowed);
}

TEST_F(PolicyAuthorizerTest, ADamagedPolicyIsAFaultAndAllowsNothing) {
  key_.policy = "{";
  const identity::Caller caller = root(kAccount);
  const Asking asking{.caller = caller, .scope = {kAccount, kRegion}, .now = kNow};
  EXPECT_EQ(authorizer_.authorize(asking, "Encrypt", key_, "").error().code, ErrorCode::Internal);
}

}  // namespace
}  // namespace trent::access
