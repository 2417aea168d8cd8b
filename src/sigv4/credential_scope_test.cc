#include "sigv4/credential_scope.h"

#include <gtest/gtest.h>

namespace trent::sigv4 {
namespace {

std::string complaint(std::string_view credential,
                      const std::optional<keys::Region>& region = std::nullopt) {
  const auto scope = parse_credential(credential).value();
  const auto verdict = check_scope(scope, {region, "kms", "20150830T123600Z"});
  return verdict ? "" : verdict.error().message.value_or("(none)");
}

TEST(CredentialScope, HasFivePartsAndATextWithoutTheKey) {
  const auto scope = parse_credential("AKID/20150830/eu-west-1/kms/aws4_request").value();
  EXPECT_EQ(scope.access_key_id, "AKID");
  EXPECT_EQ(scope.date, "20150830");
  EXPECT_EQ(scope.region, "eu-west-1");
  EXPECT_EQ(scope.service, "kms");
  EXPECT_EQ(scope.terminator, "aws4_request");
  EXPECT_EQ(scope.text, "20150830/eu-west-1/kms/aws4_request");
}

TEST(CredentialScope, PartsMayBeEmptyButNotMissing) {
  EXPECT_TRUE(parse_credential("////").has_value());
  for (const std::string_view text : {"", "a", "a/b/c/d", "a/b/c/d/e/f", "/////"}) {
    const auto scope = parse_credential(text);
    ASSERT_FALSE(scope.has_value()) << text;
    EXPECT_EQ(scope.error().code, ErrorCode::IncompleteSignature);
  }
}

TEST(CredentialScope, ALongCredentialIsNotEchoedInFull) {
  const auto message = parse_credential(std::string(5000, 'x')).error().message;
  EXPECT_LT(message.value_or("").size(), 300U);
}

TEST(CheckScope, AcceptsWhatFits) {
  EXPECT_EQ(complaint("AKID/20150830/eu-west-1/kms/aws4_request"), "");
  EXPECT_EQ(complaint("AKID/20150830/eu-west-1/kms/aws4_request", keys::Region("eu-west-1")), "");
}

TEST(CheckScope, NamesARegionThatIsNone) {
  for (const std::string_view region : {"", "eu", "eu-west", "EU-WEST-1", "eu-west-1x", "*",
                                        "aaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-1"}) {
    const std::string text(region);
    EXPECT_EQ(complaint("AKID/20150830/" + text + "/kms/aws4_request"),
              "Credential should be scoped to a valid region, not '" + text + "'. ");
  }
}

TEST(CheckScope, NamesAnotherRegionThanTheHosts) {
  EXPECT_EQ(complaint("AKID/20150830/eu-west-1/kms/aws4_request", keys::Region("eu-west-2")),
            "Credential should be scoped to a valid region, not 'eu-west-1'. ");
}

TEST(CheckScope, AddsUpAllComplaints) {
  EXPECT_EQ(complaint("AKID/20150831/here/s3/aws4"),
            "Credential should be scoped to a valid region, not 'here'. "
            "Credential should be scoped to correct service: 'kms'. "
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. "
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '20150831' != '20150830', from '20150830T123600Z'. ");
}

}  // namespace
}  // namespace trent::sigv4
