#include "server/session_keys.h"

#include <gtest/gtest.h>

#include "material/session_tokens.h"
#include "material/testing/fixed_root_key.h"
#include "sigv4/testing/known_keys.h"
#include "storage/memory/memory_store.h"

namespace trent::server {
namespace {

class SessionKeysTest : public ::testing::Test {
 protected:
  static material::SessionContents role_session() {
    material::SessionContents contents;
    contents.account = keys::AccountId("111122223333");
    contents.unique_id = "AROAAPP";
    contents.name = "app";
    contents.path = "/";
    contents.session.name = "s1";
    return contents;
  }
  // Of the root of an account, which KnownKeys makes keys of.
  static material::SessionContents own_session(const std::string& made_by) {
    material::SessionContents contents;
    contents.account = keys::AccountId("111122223333");
    contents.principal = identity::PrincipalType::AccountRoot;
    contents.made_by = made_by;
    return contents;
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> keys_ =
      *material::DeploymentKeys::open(*store_, root_key_);
  sigv4::testing::KnownKeys long_term_;
  SessionKeys sessions_{*keys_, long_term_};
};

TEST_F(SessionKeysTest, ATokenIsOpenedOnce) {
  const auto made = material::issue_session(*keys_, role_session());
  const auto first = sessions_.find(made.access_key_id, made.token);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->id, made.access_key_id);
  EXPECT_EQ(first->principal, identity::PrincipalType::AssumedRole);
  EXPECT_EQ(first->unique_id, "AROAAPP");
  EXPECT_EQ(first->session->name, "s1");
  EXPECT_EQ(sessions_.find(made.access_key_id, made.token), first);
}

TEST_F(SessionKeysTest, ARememberedTokenIsForItsAccessKeyIdAlone) {
  const auto one = material::issue_session(*keys_, role_session());
  const auto two = material::issue_session(*keys_, role_session());
  ASSERT_TRUE(sessions_.find(one.access_key_id, one.token));
  EXPECT_FALSE(sessions_.find(two.access_key_id, one.token));
  EXPECT_FALSE(sessions_.find(one.access_key_id, two.token));
}

TEST_F(SessionKeysTest, WhatOneDeploymentRemembersIsNotAnothers) {
  const auto made = material::issue_session(*keys_, role_session());
  ASSERT_TRUE(sessions_.find(made.access_key_id, made.token));
  const auto other_store = storage::make_memory_store();
  const auto other_keys = *material::DeploymentKeys::open(*other_store, root_key_);
  EXPECT_FALSE(SessionKeys(*other_keys, long_term_).find(made.access_key_id, made.token));
}

TEST_F(SessionKeysTest, ASessionEndsWithTheKeyThatMadeIt) {
  long_term_.put("AKIAROOT", "secret");
  const auto made = material::issue_session(*keys_, own_session("AKIAROOT"));
  ASSERT_TRUE(sessions_.find(made.access_key_id, made.token));
  long_term_.remove("AKIAROOT");
  EXPECT_FALSE(sessions_.find(made.access_key_id, made.token));
  long_term_.put("AKIAROOT", "secret");
  EXPECT_TRUE(sessions_.find(made.access_key_id, made.token));
}

TEST_F(SessionKeysTest, ASessionPolicyIsCompiled) {
  auto contents = role_session();
  contents.session.policies.emplace();
  contents.inline_policy =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]})";
  const auto made = material::issue_session(*keys_, contents);
  const auto key = sessions_.find(made.access_key_id, made.token);
  ASSERT_TRUE(key);
  ASSERT_TRUE(key->session->policies);
  ASSERT_TRUE(key->session->policies->inline_policy);
  EXPECT_EQ(key->session->policies->inline_policy->size(), 1U);
}

TEST_F(SessionKeysTest, ManyTokensAreServedWhereFewHaveRoom) {
  for (int i = 0; i < 600; ++i) {
    const auto made = material::issue_session(*keys_, role_session());
    const auto key = sessions_.find(made.access_key_id, made.token);
    ASSERT_TRUE(key);
    ASSERT_EQ(key->id, made.access_key_id);
  }
}

}  // namespace
}  // namespace trent::server
