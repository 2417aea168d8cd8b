#include "material/session_tokens.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"

namespace trent::material {
namespace {

class SessionTokensTest : public ::testing::Test {
 protected:
  static SessionContents contents() {
    SessionContents all;
    all.account = keys::AccountId("111122223333");
    all.principal = identity::PrincipalType::AssumedRole;
    all.unique_id = "AROAAPP";
    all.name = "app";
    all.path = "/team/";
    all.session = {.name = "s1",
                   .issued = Timestamp(std::chrono::seconds(1000)),
                   .expires = Timestamp(std::chrono::seconds(2000)),
                   .policies = identity::SessionPolicies{.inline_policy = {}, .managed = {"/p/q"}},
                   .tags = {{"team", "red"}, {"empty", ""}},
                   .transitive_tag_keys = {"team"},
                   .source_identity = "bob",
                   .web_identity = identity::WebIdentity{"idp.example.com", "sub", "aud"}};
    all.inline_policy = "{}";
    return all;
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  testing::FixedRootKey root_key_;
  std::unique_ptr<DeploymentKeys> keys_ = *DeploymentKeys::open(*store_, root_key_);
};

TEST_F(SessionTokensTest, WhatGoesInComesOut) {
  const auto made = issue_session(*keys_, contents());
  const auto opened = open_session(*keys_, made.access_key_id, made.token);
  ASSERT_TRUE(opened);
  EXPECT_EQ(as_text(opened->secret.reveal()), as_text(made.secret.reveal()));
  const SessionContents& is = opened->contents;
  const SessionContents was = contents();
  EXPECT_EQ(is.account, was.account);
  EXPECT_EQ(is.principal, was.principal);
  EXPECT_EQ(is.unique_id, was.unique_id);
  EXPECT_EQ(is.path + is.name, "/team/app");
  EXPECT_EQ(is.made_by, "");
  EXPECT_EQ(is.inline_policy, was.inline_policy);
  EXPECT_EQ(is.session.name, was.session.name);
  EXPECT_EQ(is.session.issued, was.session.issued);
  EXPECT_EQ(is.session.expires, was.session.expires);
  ASSERT_TRUE(is.session.policies);
  EXPECT_EQ(is.session.policies->managed, was.session.policies->managed);
  EXPECT_EQ(is.session.tags, was.session.tags);
  EXPECT_EQ(is.session.transitive_tag_keys, was.session.transitive_tag_keys);
  EXPECT_EQ(is.session.source_identity, was.session.source_identity);
  EXPECT_EQ(is.session.web_identity, was.session.web_identity);
}

TEST_F(SessionTokensTest, NoLimitIsNotAnEmptyLimit) {
  SessionContents unlimited = contents();
  unlimited.session.policies.reset();
  unlimited.inline_policy.reset();
  const auto made = issue_session(*keys_, unlimited);
  EXPECT_FALSE(open_session(*keys_, made.access_key_id, made.token)->contents.session.policies);

  unlimited.session.policies.emplace();
  const auto limited = issue_session(*keys_, unlimited);
  const auto opened = open_session(*keys_, limited.access_key_id, limited.token);
  EXPECT_TRUE(opened->contents.session.policies);
  EXPECT_FALSE(opened->contents.inline_policy);
}

TEST_F(SessionTokensTest, EachHasItsOwnIdSecretAndKey) {
  const auto one = issue_session(*keys_, contents());
  const auto two = issue_session(*keys_, contents());
  EXPECT_EQ(one.access_key_id.size(), 20U);
  EXPECT_EQ(one.access_key_id.substr(0, 4), "ASIA");
  EXPECT_NE(one.access_key_id, two.access_key_id);
  EXPECT_NE(as_text(one.secret.reveal()), as_text(two.secret.reveal()));
  EXPECT_NE(one.token.substr(8, 16), two.token.substr(8, 16));
  EXPECT_FALSE(one.token.contains(as_text(one.secret.reveal())));
}

TEST_F(SessionTokensTest, ATokenIsForItsAccessKeyIdAlone) {
  const auto one = issue_session(*keys_, contents());
  const auto two = issue_session(*keys_, contents());
  EXPECT_FALSE(open_session(*keys_, one.access_key_id, two.token));
  EXPECT_FALSE(open_session(*keys_, "", one.token));
}

TEST_F(SessionTokensTest, NoByteOfATokenCanBeChanged) {
  const auto made = issue_session(*keys_, contents());
  const auto bytes = bytes_from_base64(made.token);
  ASSERT_TRUE(bytes);
  for (std::size_t i = 0; i < bytes->size(); ++i) {
    Bytes changed = *bytes;
    changed[i] ^= 1;
    EXPECT_FALSE(open_session(*keys_, made.access_key_id, base64(changed))) << i;
  }
  for (std::size_t size = 0; size < bytes->size(); ++size)
    EXPECT_FALSE(open_session(*keys_, made.access_key_id, base64(ByteView(*bytes).first(size))))
        << size;
}

TEST_F(SessionTokensTest, WhatIsNoTokenIsNotOpened) {
  const auto made = issue_session(*keys_, contents());
  for (const std::string& text : {std::string(), std::string("x"), made.token + "=",
                                  made.token + "AAAA", std::string(20000, 'A')})
    EXPECT_FALSE(open_session(*keys_, made.access_key_id, text));
}

TEST_F(SessionTokensTest, AnotherDeploymentsTokenIsNotOpened) {
  const auto other_store = storage::make_memory_store();
  const auto other = *DeploymentKeys::open(*other_store, root_key_);
  const auto made = issue_session(*other, contents());
  EXPECT_FALSE(open_session(*keys_, made.access_key_id, made.token));
}

}  // namespace
}  // namespace trent::material
