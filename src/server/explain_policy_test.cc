#include "server/explain_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/key_record.h"
#include "policy/document.h"
#include "storage/memory/memory_store.h"

namespace trent::server {
namespace {

using ::testing::HasSubstr;

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr const char* kId = "11111111-1111-1111-1111-111111111111";
const keys::AccountId kAccount("000000000000");
const keys::Region kRegion("eu-central-1");
const std::string kRoot = "arn:aws:iam::000000000000:root";
const std::string kBob = "arn:aws:iam::000000000000:user/bob";

class ExplainPolicyTest : public ::testing::Test {
 protected:
  ExplainPolicyTest() {
    const keys::KeyRef key{{kAccount, kRegion}, keys::KeyId(kId)};
    EXPECT_TRUE(store_->commit({
        storage::PutKey{{.ref = key, .policy = policy::default_key_policy(kRoot)}},
        storage::PutAlias{{.ref = {{kAccount, kRegion}, keys::AliasName("alias/app")},
                           .target = keys::KeyId(kId)}},
        storage::PutEntity{
            {.ref = {kAccount, identity::EntityKind::User, "bob"},
             .id = "AIDA1",
             .name = "bob",
             .details =
                 identity::User{
                     .permissions = {.inline_policies =
                                         {{"mine",
                                           R"({"Version":"2012-10-17","Statement":{"Sid":"Ours",)"
                                           R"("Effect":"Allow","Action":"kms:Decrypt",)"
                                           R"("Resource":"*","Condition":{"StringEquals":)"
                                           R"({"kms:EncryptionContext:app":"a"}}}})"}}}}}},
        storage::PutEntity{{.ref = {kAccount, identity::EntityKind::Role, "app"},
                            .id = "AROA1",
                            .name = "app",
                            .details = identity::Role{}}},
    }));
  }

  Result<access::Explanation> ask(PolicyQuestion question) {
    question.region = kRegion.str();
    return explain_policy(*store_, question, kNow);
  }
  std::string complaint(PolicyQuestion question) {
    const auto answer = ask(std::move(question));
    return answer ? "none" : answer.error().detail;
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
};

TEST_F(ExplainPolicyTest, TheKeyIsNamedInAnyOfTheFourWays) {
  const std::string arn = "arn:aws:kms:eu-central-1:000000000000:";
  for (const std::string& key :
       {std::string(kId), arn + "key/" + kId, std::string("alias/app"), arn + "alias/app"}) {
    const auto answer = ask({.principal = kRoot, .action = "kms:Decrypt", .key = key});
    ASSERT_TRUE(answer) << key;
    EXPECT_TRUE(answer->allowed) << key;
  }
}

TEST_F(ExplainPolicyTest, TheStatementThatDecidedIsNamed) {
  const auto allowed = ask({.principal = kBob,
                            .action = "kms:Decrypt",
                            .key = kId,
                            .context = {{"kms:EncryptionContext:app", "a"}}});
  ASSERT_TRUE(allowed);
  EXPECT_TRUE(allowed->allowed);
  EXPECT_THAT(allowed->text, HasSubstr("Ours"));
  const auto denied = ask({.principal = kBob, .action = "kms:Decrypt", .key = kId});
  ASSERT_TRUE(denied);
  EXPECT_FALSE(denied->allowed);
}

TEST_F(ExplainPolicyTest, ARoleAnswersForAnySessionOfIt) {
  for (const char* principal :
       {"arn:aws:iam::000000000000:role/app", "arn:aws:sts::000000000000:assumed-role/app/s1"}) {
    const auto answer = ask({.principal = principal, .action = "kms:Encrypt", .key = kId});
    ASSERT_TRUE(answer) << principal;
    EXPECT_FALSE(answer->allowed) << principal;
  }
}

TEST_F(ExplainPolicyTest, AGrantAllowsWithinItsConstraints) {
  grants::Grant grant{.id = grants::GrantId(std::string(64, 'a')),
                      .key = {{kAccount, kRegion}, keys::KeyId(kId)},
                      .grantee = *grants::parse_principal(kBob, "aws"),
                      .operations = {grants::GrantOperation::Encrypt},
                      .issuing_account = kAccount};
  grant.grantee.unique_id = "AIDA1";
  grant.constraints.context = {grants::ContextMatch::EncryptionContextEquals, {{"app", "a"}}};
  ASSERT_TRUE(store_->commit({storage::PutGrant{grant}}));
  PolicyQuestion question{.principal = kBob, .action = "kms:Encrypt", .key = kId};
  EXPECT_FALSE(ask(question)->allowed);
  question.context = {{"kms:EncryptionContext:app", "a"}};
  EXPECT_TRUE(ask(question)->allowed);
}

TEST_F(ExplainPolicyTest, WhatThereIsNotIsSaid) {
  const PolicyQuestion good{.principal = kBob, .action = "kms:Decrypt", .key = kId};
  auto with = [&](auto member, const char* value) {
    PolicyQuestion changed = good;
    changed.*member = value;
    return complaint(changed);
  };
  EXPECT_THAT(with(&PolicyQuestion::principal, "arn:aws:iam::000000000000:user/eve"),
              HasSubstr("no principal"));
  EXPECT_THAT(with(&PolicyQuestion::principal, "arn:aws:iam::000000000000:user/team/bob"),
              HasSubstr("no principal"));
  EXPECT_THAT(with(&PolicyQuestion::principal, "arn:aws:iam::000000000000:role/team/app"),
              HasSubstr("no principal"));
  EXPECT_THAT(with(&PolicyQuestion::principal, "bob"), HasSubstr("not the ARN"));
  EXPECT_THAT(with(&PolicyQuestion::action, "kms:Dance"), HasSubstr("not an action"));
  EXPECT_THAT(with(&PolicyQuestion::action, "Decrypt"), HasSubstr("not an action"));
  EXPECT_THAT(with(&PolicyQuestion::key, "22222222-2222-2222-2222-222222222222"),
              HasSubstr("no key"));
  EXPECT_THAT(with(&PolicyQuestion::key, "alias/none"), HasSubstr("no alias"));
}

}  // namespace
}  // namespace trent::server
