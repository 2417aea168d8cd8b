#include "oidc/key_fetch.h"

#include <gmock/gmock.h>

#include "oidc/testing/fake_provider.h"
#include "oidc/testing/signed_token.h"

namespace trent::oidc {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kIssuer = "idp.example.com/realm";
const std::string kKeysUrl = "https://keys.example.com/jwks";
const std::string kConfigurationUrl =
    "https://idp.example.com/realm/.well-known/openid-configuration";

class KeyFetchTest : public ::testing::Test {
 protected:
  Result<JsonWebKeys> fetched(const std::string& url) {
    return fetch_keys(provider_.fetch(), kIssuer, url);
  }
  void expect_refused(const std::string& url, const char* detail) {
    const auto keys = fetched(url);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().code, ErrorCode::Internal);
    EXPECT_THAT(keys.error().detail, HasSubstr(detail));
  }

  testing::FakeProvider provider_;
  testing::Issuer issuer_{Algorithm::ES256, "k1"};
};

TEST_F(KeyFetchTest, AKeySetIsTakenAsItIs) {
  provider_.publish(kKeysUrl, issuer_.jwks());
  const auto keys = fetched(kKeysUrl);
  ASSERT_TRUE(keys);
  EXPECT_TRUE(keys->may_have("k1"));
  EXPECT_FALSE(keys->may_have("k2"));
  EXPECT_TRUE(keys->may_have(""));
}

TEST_F(KeyFetchTest, AConfigurationSaysWhereTheKeySetIs) {
  provider_.publish(kKeysUrl, issuer_.jwks());
  provider_.publish(kConfigurationUrl,
                    R"({"issuer":"https://idp.example.com/realm","jwks_uri":")" + kKeysUrl + "\"}");
  const auto keys = fetched(kConfigurationUrl);
  ASSERT_TRUE(keys) << keys.error().detail;
  EXPECT_TRUE(keys->may_have("k1"));
}

TEST_F(KeyFetchTest, AConfigurationThatDoesNotFitIsRefused) {
  provider_.publish(kKeysUrl, issuer_.jwks());
  const std::string issuer = R"("issuer":"https://idp.example.com/realm")";
  const std::string keys = R"("jwks_uri":")" + kKeysUrl + "\"";
  const auto refuse = [&](const std::string& text, const char* detail) {
    provider_.publish(kConfigurationUrl, text);
    expect_refused(kConfigurationUrl, detail);
  };
  refuse("[]", "not a JSON object");
  refuse("{" + keys + "}", "another issuer");
  refuse(R"({"issuer":"https://idp.example.com",)" + keys + "}", "another issuer");
  refuse(R"({"issuer":"http://idp.example.com/realm",)" + keys + "}", "another issuer");
  refuse(R"({"issuer":"idp.example.com/realm",)" + keys + "}", "another issuer");
  refuse("{" + issuer + "}", "no jwks_uri");
  refuse("{" + issuer + R"(,"jwks_uri":"http://keys.example.com/jwks"})", "no jwks_uri");
  refuse("{" + issuer + R"(,"jwks_uri":"https://elsewhere"})", "nobody there");
}

TEST_F(KeyFetchTest, WhatIsNoKeySetOrNotThereIsRefused) {
  expect_refused(kKeysUrl, "nobody there");
  for (const char* text : {"", "<html>", "{}", R"({"keys":[]})"}) {
    provider_.publish(kKeysUrl, text);
    expect_refused(kKeysUrl, "the key set is not usable");
  }
}

}  // namespace
}  // namespace trent::oidc
