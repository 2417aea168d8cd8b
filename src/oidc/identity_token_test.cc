#include "oidc/identity_token.h"

#include <gtest/gtest.h>

#include "oidc/testing/signed_token.h"

namespace trent::oidc {
namespace {

using testing::base64url;
using testing::Issuer;

constexpr std::string_view kClaims =
    R"({"iss":"https://idp.example.com","sub":"pod-7","aud":"kms","exp":2000,"iat":1000})";

std::string unsigned_token(std::string_view header, std::string_view claims) {
  return base64url(as_bytes(header)) + "." + base64url(as_bytes(claims)) + ".AA";
}

TEST(IdentityToken, ItsClaimsAreRead) {
  const auto token = read_identity_token(unsigned_token(
      R"({"alg":"RS256","kid":"k1"})",
      R"({"iss":"https://i","sub":"s","aud":["a","b"],"exp":2000.5,"iat":1000,"nbf":1500})"));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->key_id, "k1");
  EXPECT_EQ(token->algorithm, Algorithm::RS256);
  EXPECT_EQ(token->issuer, "https://i");
  EXPECT_EQ(token->subject, "s");
  EXPECT_EQ(token->audiences, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(token->expires, Timestamp(std::chrono::seconds(2000)));
  EXPECT_EQ(token->issued, Timestamp(std::chrono::seconds(1000)));
  EXPECT_EQ(token->not_before, Timestamp(std::chrono::seconds(1500)));
}

TEST(IdentityToken, WhatIsNoTokenIsNotRead) {
  const std::string good = unsigned_token(R"({"alg":"ES256"})", kClaims);
  ASSERT_TRUE(read_identity_token(good));
  for (const std::string& bad :
       {std::string(), std::string("a.b.c"), std::string("..."), good + ".AA", good + "=",
        good.substr(0, good.rfind('.')), unsigned_token("{}", kClaims),
        unsigned_token(R"({"alg":"none"})", kClaims), unsigned_token(R"({"alg":"HS256"})", kClaims),
        unsigned_token(R"({"alg":"ES256","crit":["b64"]})", kClaims),
        unsigned_token(R"({"alg":"ES256"})", "[]")})
    EXPECT_FALSE(read_identity_token(bad)) << bad;
}

TEST(IdentityToken, EveryClaimThatIsNeededIsNeeded) {
  for (const std::string_view claims :
       {R"({"sub":"s","aud":"a","exp":2,"iat":1})", R"({"iss":"i","aud":"a","exp":2,"iat":1})",
        R"({"iss":"i","sub":"s","exp":2,"iat":1})", R"({"iss":"i","sub":"s","aud":"a","iat":1})",
        R"({"iss":"i","sub":"s","aud":"a","exp":2})",
        R"({"iss":"i","sub":"s","aud":"a","exp":"2","iat":1})",
        R"({"iss":"i","sub":"s","aud":"a","exp":1e300,"iat":1})",
        R"({"iss":"i","sub":"s","aud":[],"exp":2,"iat":1})",
        R"({"iss":"i","sub":"s","aud":"a","exp":2,"iat":1,"nbf":"x"})"})
    EXPECT_FALSE(read_identity_token(unsigned_token(R"({"alg":"RS256"})", claims))) << claims;
}

class SignatureTest : public ::testing::TestWithParam<Algorithm> {};

TEST_P(SignatureTest, OnlyTheIssuersSignatureCounts) {
  const Issuer issuer(GetParam(), "k1");
  const Issuer stranger(GetParam(), "k1");
  const auto keys = JsonWebKeys::parse(issuer.jwks());
  ASSERT_TRUE(keys) << keys.error().message.value_or("");
  const auto token = read_identity_token(issuer.sign(kClaims));
  ASSERT_TRUE(token);
  EXPECT_TRUE(is_signed_by(*token, *keys));
  EXPECT_FALSE(is_signed_by(*token, *JsonWebKeys::parse(stranger.jwks())));
  auto changed = *token;
  changed.signed_text.back() = changed.signed_text.back() == 'A' ? 'B' : 'A';
  EXPECT_FALSE(is_signed_by(changed, *keys));
  changed = *token;
  changed.signature.front() ^= 1;
  EXPECT_FALSE(is_signed_by(changed, *keys));
  changed = *token;
  changed.key_id = "k2";
  EXPECT_FALSE(is_signed_by(changed, *keys));
  changed.key_id = "";
  EXPECT_TRUE(is_signed_by(changed, *keys));
  changed.algorithm = GetParam() == Algorithm::RS256 ? Algorithm::ES256 : Algorithm::RS256;
  EXPECT_FALSE(is_signed_by(changed, *keys));
}

INSTANTIATE_TEST_SUITE_P(All, SignatureTest, ::testing::Values(Algorithm::RS256, Algorithm::ES256));

TEST(JsonWebKeys, KeysForOtherThingsArePassedOver) {
  const Issuer issuer(Algorithm::ES256, "k1");
  const std::string one = issuer.jwk();
  EXPECT_TRUE(JsonWebKeys::parse(R"({"keys":[{"kty":"oct","k":"AA"},)" + one + "]}"));
  EXPECT_TRUE(JsonWebKeys::parse(R"({"keys":[{"kty":"RSA","use":"enc"},)" + one + "]}"));
  EXPECT_TRUE(JsonWebKeys::parse(R"({"keys":[{"kty":"RSA","alg":"RS512"},)" + one + "]}"));
}

TEST(JsonWebKeys, WhatIsNoKeySetIsRefused) {
  const Issuer issuer(Algorithm::ES256, "k1");
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"keys":[]})"),
        std::string(R"({"keys":["x"]})"), std::string(R"({"keys":[{"kty":"RSA"}]})"),
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},)" + issuer.jwk() + "]}"}) {
    const auto keys = JsonWebKeys::parse(bad);
    ASSERT_FALSE(keys) << bad;
    EXPECT_FALSE(keys.error().message.value_or("").empty());
  }
}

}  // namespace
}  // namespace trent::oidc
