#include "iam/assume_role_with_web_identity.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "base/log.h"
#include "iam/oidc_providers.h"
#include "iam/testing/account.h"
#include "oidc/testing/fake_provider.h"
#include "oidc/testing/signed_token.h"
#include "storage/testing/temporary_directory.h"

namespace trent::iam {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kIssuer = "https://idp.example.com/realm";

class WebIdentityTest : public testing::AccountTest {
 protected:
  WebIdentityTest() {
    log::set_level(log::Level::Off);
    write_keys(issuer_.jwks());
    const std::map<std::string, std::string> files{{std::string(kIssuer), key_file()}};
    provider_keys_ = oidc::ProviderKeys(files, nullptr, clock_, 0);
    const auto made = create_oidc_provider(
        as_root(), {.url = std::string(kIssuer), .client_ids = {"sts.amazonaws.com", "other"}});
    EXPECT_TRUE(made);
    role_ = make_role("pod", testing::policy_of(R"({"Effect":"Allow",
        "Principal":{"Federated":")" + made->arn +
                                                R"("},"Action":"sts:AssumeRoleWithWebIdentity",
        "Condition":{"StringEquals":{"idp.example.com/realm:sub":"pod-7",
                                     "idp.example.com/realm:aud":"sts.amazonaws.com"}}})"));
  }

  std::string key_file() const { return directory_.path() + "/jwks.json"; }
  void write_keys(const std::string& text) const { std::ofstream(key_file()) << text; }

  struct Claims {
    std::string subject = "pod-7";
    std::string audience = R"("sts.amazonaws.com")";
    std::string issuer{kIssuer};
    std::chrono::seconds expires{3600};
    std::chrono::seconds issued{0};
  };
  static std::string text_of(const Claims& claims) {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(testing::kNow.time_since_epoch());
    return fmt::format(R"({{"iss":"{}","sub":"{}","aud":{},"exp":{},"iat":{}}})", claims.issuer,
                       claims.subject, claims.audience, (now + claims.expires).count(),
                       (now + claims.issued).count());
  }
  AssumeRoleWithWebIdentityRequest request(const Claims& claims) const {
    return {.role_arn = role_, .session_name = "s1", .token = issuer_.sign(text_of(claims))};
  }
  Result<AssumeRoleWithWebIdentityResponse> assume(
      const AssumeRoleWithWebIdentityRequest& asked) const {
    return assume_role_with_web_identity(call(nobody_), asked);
  }
  void expect_refused(const AssumeRoleWithWebIdentityRequest& asked, ErrorCode code,
                      const std::string& text) const {
    const auto refused = assume(asked);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code);
    EXPECT_THAT(refused.error().message.value_or(""), HasSubstr(text));
  }

  ManualClock clock_{testing::kNow};
  storage::TemporaryDirectory directory_;
  oidc::testing::Issuer issuer_{oidc::Algorithm::ES256, "k1"};
  std::string role_;
  identity::Caller nobody_;
};

TEST_F(WebIdentityTest, WhomTheProviderVouchesForGetsASession) {
  const auto session = assume(request({}));
  ASSERT_TRUE(session) << session.error().message.value_or(session.error().detail);
  EXPECT_EQ(session->subject, "pod-7");
  EXPECT_EQ(session->audience, "sts.amazonaws.com");
  EXPECT_EQ(session->provider, "arn:aws:iam::111122223333:oidc-provider/idp.example.com/realm");
  EXPECT_EQ(session->user.arn, "arn:aws:sts::111122223333:assumed-role/pod/s1");
  const auto token = opened(session->credentials.access_key_id, session->credentials.session_token);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->contents.session.web_identity,
            (identity::WebIdentity{"idp.example.com/realm", "pod-7", "sts.amazonaws.com"}));
}

TEST_F(WebIdentityTest, OneOfSeveralAudiencesIsEnough) {
  EXPECT_TRUE(assume(request({.audience = R"(["unknown","sts.amazonaws.com"])"})));
  expect_refused(request({.audience = R"("unknown")"}), ErrorCode::InvalidIdentityToken,
                 "Incorrect token audience");
}

TEST_F(WebIdentityTest, TheTrustPolicysConditionsAreAboutTheClaims) {
  expect_refused(request({.subject = "pod-8"}), ErrorCode::AccessDenied,
                 "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  expect_refused(request({.audience = R"("other")"}), ErrorCode::AccessDenied, "Not authorized");
}

TEST_F(WebIdentityTest, TimeMatters) {
  expect_refused(request({.expires = std::chrono::seconds(0)}), ErrorCode::ExpiredIdentityToken,
                 "Token expired: current date/time 1800000000 must be before");
  EXPECT_TRUE(assume(request({.expires = std::chrono::seconds(1)})));
  EXPECT_TRUE(assume(request({.issued = std::chrono::minutes(5)})));
  expect_refused(request({.issued = std::chrono::seconds(301)}), ErrorCode::InvalidIdentityToken,
                 "not valid yet");
}

TEST_F(WebIdentityTest, AnUnknownIssuerIsRefused) {
  for (const char* issuer : {"https://idp.example.com", "http://idp.example.com/realm",
                             "idp.example.com/realm", "https://IDP.example.com/realm"})
    expect_refused(request({.issuer = issuer}), ErrorCode::InvalidIdentityToken,
                   "No OpenIDConnect provider found");
}

TEST_F(WebIdentityTest, ASignatureOfSomebodyElseIsRefused) {
  const oidc::testing::Issuer stranger(oidc::Algorithm::ES256, "k1");
  auto asked = request({});
  asked.token = stranger.sign(text_of({}));
  expect_refused(asked, ErrorCode::InvalidIdentityToken, "Couldn't retrieve verification key");
  asked.token = "not a token";
  expect_refused(asked, ErrorCode::InvalidIdentityToken, "is not a valid JWT");
}

TEST_F(WebIdentityTest, NewKeysInTheFileCountAtOnce) {
  const oidc::testing::Issuer next(oidc::Algorithm::RS256, "k2");
  auto asked = request({});
  asked.token = next.sign(text_of({}));
  expect_refused(asked, ErrorCode::InvalidIdentityToken, "Couldn't retrieve verification key");
  write_keys(next.jwks());
  EXPECT_TRUE(assume(asked));
  write_keys("damaged");
  expect_refused(asked, ErrorCode::InvalidIdentityToken, "Couldn't retrieve verification key");
}

TEST_F(WebIdentityTest, KeysMayBeFetchedFromTheProvider) {
  const std::string url = "https://idp.example.com/jwks";
  oidc::testing::FakeProvider provider;
  const std::map<std::string, std::string> places{{std::string(kIssuer), url}};
  provider_keys_ = oidc::ProviderKeys(places, provider.fetch(), clock_, 1);
  expect_refused(request({}), ErrorCode::InvalidIdentityToken,
                 "Couldn't retrieve verification key");
  provider.publish(url, issuer_.jwks());
  clock_.advance(oidc::kBetweenFetches);
  EXPECT_TRUE(assume(request({})));

  const oidc::testing::Issuer next(oidc::Algorithm::RS256, "k2");
  provider.publish(url, next.jwks());
  auto asked = request({});
  asked.token = next.sign(text_of({}));
  clock_.advance(oidc::kBetweenFetches);
  EXPECT_TRUE(assume(asked));
}

TEST_F(WebIdentityTest, ARoleForOthersOrForNobodyIsRefused) {
  auto asked = request({});
  asked.role_arn = "arn:aws:iam::111122223333:role/nobody";
  expect_refused(asked, ErrorCode::AccessDenied, "Not authorized");
  asked.role_arn = make_role(
      "app", testing::policy_of(R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*"})"));
  expect_refused(asked, ErrorCode::AccessDenied, "Not authorized");
}

TEST_F(WebIdentityTest, ARolesLongestSessionAndAProviderIdAreLookedAt) {
  auto asked = request({});
  asked.seconds = 7200;
  expect_refused(asked, ErrorCode::Validation, "MaxSessionDuration");
  asked.seconds.reset();
  asked.provider_id = "www.amazon.com";
  expect_refused(asked, ErrorCode::Validation, "ProviderId");
}

}  // namespace
}  // namespace trent::iam
