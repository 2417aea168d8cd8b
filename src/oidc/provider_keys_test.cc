#include "oidc/provider_keys.h"

#include <gmock/gmock.h>

#include <map>

#include "base/log.h"
#include "crypto/testing/temporary_directory.h"
#include "oidc/testing/fake_provider.h"
#include "oidc/testing/signed_token.h"

namespace trent::oidc {
namespace {

using ::testing::HasSubstr;

const std::string kUrl = "https://keys.example.com/jwks";

class ProviderKeysTest : public ::testing::Test {
 protected:
  ProviderKeysTest() { log::set_level(log::Level::Off); }

  ProviderKeys keys_of(const std::map<std::string, std::string>& places) {
    return {places, provider_.fetch(), clock_, 1};
  }

  ManualClock clock_{Timestamp{std::chrono::seconds(1'800'000'000)}};
  testing::FakeProvider provider_;
  testing::Issuer issuer_{Algorithm::ES256, "k1"};
  crypto::testing::TemporaryDirectory directory_;
};

TEST_F(ProviderKeysTest, ComeFromTheFileOrTheUrlOfTheirIssuer) {
  const std::string path = directory_.file("jwks.json");
  crypto::testing::write_text(path, issuer_.jwks());
  provider_.publish(kUrl, issuer_.jwks());
  const auto keys = keys_of({{"https://a.example.com", path}, {"b.example.com", kUrl}});
  EXPECT_TRUE(keys.fetches_any());
  EXPECT_TRUE(keys.check_files());
  EXPECT_EQ(provider_.times_asked(), 0);
  EXPECT_TRUE(keys.keys_for("a.example.com", "k1"));
  EXPECT_TRUE(keys.keys_for("b.example.com", "k1"));
  EXPECT_EQ(provider_.times_asked(), 1);
  EXPECT_EQ(keys.keys_for("c.example.com", "k1").error().code, ErrorCode::NotFound);
}

TEST_F(ProviderKeysTest, AFileThatCannotBeReadOrIsNoKeySetIsRefusedByName) {
  const std::string path = directory_.file("jwks.json");
  const auto keys = keys_of({{"a.example.com", path}});
  EXPECT_FALSE(keys.fetches_any());
  EXPECT_THAT(keys.check_files().error().detail, HasSubstr("jwks.json"));
  crypto::testing::write_text(path, "{}");
  const auto read = keys.keys_for("a.example.com", "k1");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Internal);
  EXPECT_THAT(read.error().detail, HasSubstr("jwks.json"));
}

TEST_F(ProviderKeysTest, ARefreshFetchesThoseOfAllUrls) {
  provider_.publish(kUrl, issuer_.jwks());
  const auto keys = keys_of({{"a.example.com", kUrl}, {"b.example.com", kUrl + "/b"}});
  keys.refresh();
  EXPECT_EQ(provider_.times_asked(), 2);
  EXPECT_TRUE(keys.keys_for("a.example.com", "k1"));
  EXPECT_FALSE(keys.keys_for("b.example.com", "k1"));
  EXPECT_EQ(provider_.times_asked(), 2);
}

}  // namespace
}  // namespace trent::oidc
