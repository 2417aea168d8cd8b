// The header form. Order and texts: kms-security.md 1.2; the numbers are those of its rows.
#include "sigv4/verifier.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "sigv4/canonical_request.h"
#include "sigv4/signing_key.h"
#include "sigv4/testing/verifier_fixture.h"

namespace trent::sigv4 {
namespace {

using namespace std::chrono_literals;
using testing::kMismatch;
using testing::kSuiteTime;
using testing::kUnknownKey;
using testing::SampleRequest;

class HeaderFormTest : public testing::VerifierFixture {
 protected:
  static SampleRequest unsigned_request() { return SampleRequest::encrypt(); }
  static SampleRequest signed_request() { return std::move(SampleRequest::encrypt().sign()); }
  static SampleRequest with_authorization(std::string value) {
    return std::move(signed_request().set("Authorization", std::move(value)));
  }
};

TEST_F(HeaderFormTest, AnIntactRequestNamesItsSigner) {
  auto request = signed_request();
  const auto verified = verify(request);
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->key->id, "AKIDEXAMPLE");
  EXPECT_EQ(verified->region, keys::Region("us-east-1"));
  EXPECT_EQ(verified->signed_at, kSuiteTime);
}

TEST_F(HeaderFormTest, ARequestIsVerifiedAgainFromTheCache) {
  for (int i = 0; i < 3; ++i) {
    auto request = unsigned_request();
    request.add("amz-sdk-request", "attempt=" + std::to_string(i)).sign();
    expect_verified(request);
  }
}

TEST_F(HeaderFormTest, SeveralThreadsMayVerifyAtOnce) {
  std::atomic<int> verified = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        auto request = signed_request();
        for (int j = 0; j < 100; ++j) verified += verify(request).has_value();
      });
  }
  EXPECT_EQ(verified, 400);
}

TEST_F(HeaderFormTest, HeadersOutsideTheRuleMayBeAddedOnTheWay) {
  auto request = signed_request();
  request.add("X-Amzn-Trace-Id", "Root=1").add("User-Agent", "curl").add("Via", "1.1 proxy");
  expect_verified(request);
}

TEST_F(HeaderFormTest, HeadersMayArriveInAnotherOrderAndCase) {
  auto request = signed_request();
  std::ranges::reverse(request.headers);
  for (auto& [name, value] : request.headers) std::ranges::transform(name, name.begin(), ::toupper);
  expect_verified(request);
}

// --- rows 4 and 5 ---

TEST_F(HeaderFormTest, Row4MalformedQueryComesFirst) {
  auto request = unsigned_request();
  request.target = "/?a=%4";
  expect_refused(request, ErrorCode::MalformedQueryString, "Incomplete trailing escape % sequence");
  request.target = "/?a=%4g";
  expect_refused(request, ErrorCode::MalformedQueryString,
                 "Illegal hex character in escape % pattern: %4g");
}

TEST_F(HeaderFormTest, Row5aTwoClaimsAreRefusedSilently) {
  auto request = signed_request();
  request.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256";
  expect_refused_silently(request, ErrorCode::InvalidSignature);
}

TEST_F(HeaderFormTest, Row5aTwoAuthorizationHeadersAreRefusedSilently) {
  auto request = signed_request();
  request.add("authorization", std::string(request.header("Authorization")));
  expect_refused_silently(request, ErrorCode::InvalidSignature);
  request.add("authorization", "");
  expect_refused_silently(request, ErrorCode::InvalidSignature);
}

TEST_F(HeaderFormTest, Row5bARequestWithoutClaimIsRefused) {
  expect_refused(unsigned_request(), ErrorCode::MissingAuthenticationToken,
                 "Request is missing Authentication Token");
}

// --- row 6 ---

TEST_F(HeaderFormTest, Row6aOtherAlgorithmsAreNamed) {
  const auto expect_unsupported = [&](std::string authorization, std::string_view shown) {
    expect_refused(with_authorization(std::move(authorization)), ErrorCode::IncompleteSignature,
                   "Unsupported AWS 'algorithm': '" + std::string(shown) + "'.");
  };
  expect_unsupported("AWS4-ECDSA-P256-SHA256 Credential=a", "AWS4-ECDSA-P256-SHA256");
  expect_unsupported("Bearer c2VjcmV0", "Bearer");
  expect_unsupported("aws4-hmac-sha256 Credential=a", "aws4-hmac-sha256");
  expect_unsupported("AWS4-HMAC-SHA256,Credential=a", "AWS4-HMAC-SHA256,Credential=a");
  expect_unsupported("", "");
}

TEST_F(HeaderFormTest, Row6aALoneTokenIsNotEchoedInFull) {
  expect_refused(with_authorization(std::string(40, 'k')), ErrorCode::IncompleteSignature,
                 "Unsupported AWS 'algorithm': '" + std::string(32, 'k') + "...'.");
}

TEST_F(HeaderFormTest, Row6bParametersAreKeyAndValue) {
  expect_refused(with_authorization("AWS4-HMAC-SHA256 Credential=a, Signature"),
                 ErrorCode::IncompleteSignature,
                 "'Signature' not a valid key=value pair (missing equal-sign) in Authorization "
                 "header: 'AWS4-HMAC-SHA256 ...'");
  expect_refused(with_authorization("AWS4-HMAC-SHA256 Credential=a,\x01\xff\n,Signature=b"),
                 ErrorCode::IncompleteSignature,
                 "'?"
                 "?"
                 "?' not a valid key=value pair (missing equal-sign) in Authorization "
                 "header: 'AWS4-HMAC-SHA256 ...'");
}

TEST_F(HeaderFormTest, Row6cTheLastOfTwoParametersCounts) {
  auto request = signed_request();
  request.replace_in("Authorization", "Credential=", "Signature=00, Credential=x/y, Credential=");
  expect_verified(request);
  request.set("Authorization", std::string(request.header("Authorization")) + ", Signature=00");
  expect_mismatch(request);
}

TEST_F(HeaderFormTest, Row6dMissingParametersAreAllListed) {
  auto request = with_authorization("AWS4-HMAC-SHA256");
  request.remove("x-amz-date");
  expect_refused(
      request, ErrorCode::IncompleteSignature,
      "Authorization header requires 'Credential' parameter. Authorization header requires "
      "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
      "Authorization=AWS4-HMAC-SHA256");
}

TEST_F(HeaderFormTest, Row6dOneMissingParameterIsListedAlone) {
  expect_refused(with_authorization("AWS4-HMAC-SHA256 Credential=a,Signature=b"),
                 ErrorCode::IncompleteSignature,
                 "Authorization header requires 'SignedHeaders' parameter. "
                 "Authorization=AWS4-HMAC-SHA256");
}

// --- row 8 and the rule that goes with it ---

TEST_F(HeaderFormTest, Row8HostMustBeSigned) {
  auto request = signed_request();
  request.replace_in("Authorization", "host;", "");
  expect_refused(request, ErrorCode::InvalidSignature,
                 "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(HeaderFormTest, Row8WhatChangesTheMeaningMustBeSigned) {
  for (const std::string name : {"content-type", "x-amz-target", "x-amz-date", "x-amz-anything"}) {
    SCOPED_TRACE(name);
    SampleRequest request;
    request.add("Host", "kms.us-east-1.amazonaws.com").sign();
    if (name == "x-amz-date") request.replace_in("Authorization", ";x-amz-date", "");
    if (name != "x-amz-date") request.add(name, "added");
    expect_refused(request, ErrorCode::InvalidSignature,
                   "'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
  }
}

// --- rows 9 to 11 ---

TEST_F(HeaderFormTest, Row9TheDateIsIso8601Basic) {
  auto request = signed_request();
  request.set("X-Amz-Date", "2015-08-30T12:36:00Z");
  expect_refused(request, ErrorCode::IncompleteSignature,
                 "Date must be in ISO-8601 'basic format'. Got '2015-08-30T12:36:00Z'. See "
                 "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_F(HeaderFormTest, Row9TheDateHeaderIsReadInTheSameFormOnly) {
  auto request = signed_request();
  request.remove("x-amz-date").add("Date", "Sun, 30 Aug 2015 12:36:00 GMT");
  expect_refused(request, ErrorCode::IncompleteSignature,
                 "Date must be in ISO-8601 'basic format'. Got 'Sun, 30 Aug 2015 12:36:00 GMT'. "
                 "See http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_F(HeaderFormTest, TheDateHeaderServesWhereThereIsNoAmzDate) {
  auto request = unsigned_request();
  request.add("Date", "20150830T123600Z");
  const auto view = request.view();
  const QueryParameters query;
  const SignedHeaders headers("content-type;date;host;x-amz-target", view.headers);
  const std::string hash = hex(crypto::sha256(view.body));
  const std::string credential = "AKIDEXAMPLE/20150830/us-east-1/kms/aws4_request";
  const auto scope = parse_credential(credential).value();
  const std::string text = string_to_sign("20150830T123600Z", scope.text,
                                          canonical_request({"POST", "/", query, headers, hash}));
  request.add(
      "Authorization",
      "AWS4-HMAC-SHA256 Credential=" + credential +
          ", SignedHeaders=" + std::string(headers.list()) + ", Signature=" +
          std::string(
              signature_of(text, derive_signing_key(as_bytes(testing::kSecret), scope)).view()));
  expect_verified(request);
  expect_refused(request.set("Date", "20150830T123601"), ErrorCode::IncompleteSignature,
                 "Date must be in ISO-8601 'basic format'. Got '20150830T123601'. See "
                 "http://en.wikipedia.org/wiki/ISO_8601");
  expect_mismatch(request.set("Date", "20150830T123601Z"));
}

TEST_F(HeaderFormTest, AmzDateWinsOverDate) {
  auto request = unsigned_request();
  request.add("Date", "20100101T000000Z").sign();
  expect_verified(request);
}

TEST_F(HeaderFormTest, Row10AndRow11TheClockMayBeFiveMinutesOff) {
  auto request = signed_request();
  for (const auto offset : {-300s, -299s, 0s, 299s, 300s}) {
    clock_.set(kSuiteTime + offset);
    expect_verified(request);
  }
}

TEST_F(HeaderFormTest, Row10ASignatureExpires) {
  auto request = signed_request();
  clock_.set(kSuiteTime + 5min + 1s);
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
                 "(20150830T124101Z - 5 min.)");
}

TEST_F(HeaderFormTest, Row11ASignatureIsNotYetCurrent) {
  auto request = signed_request();
  clock_.set(kSuiteTime - 5min - 1s);
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Signature not yet current: 20150830T123600Z is still later than "
                 "20150830T123559Z (20150830T123059Z + 5 min.)");
}

// --- rows 12 and 13 ---

TEST_F(HeaderFormTest, Row12TheCredentialHasFiveParts) {
  auto request = signed_request();
  request.replace_in("Authorization", "/aws4_request", "");
  expect_refused(request, ErrorCode::IncompleteSignature,
                 "Credential must have exactly 5 slash-delimited elements, e.g. "
                 "keyid/date/region/service/term, got 'AKIDEXAMPLE/20150830/us-east-1/kms'");
}

TEST_F(HeaderFormTest, Row13TheScopeMustFit) {
  auto request = signed_request();
  request.replace_in("Authorization", "/kms/", "/s3/");
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Credential should be scoped to correct service: 'kms'. ");
}

TEST_F(HeaderFormTest, Row13TheHostSelectsTheRegion) {
  auto request = signed_request();
  host_region_ = keys::Region("us-east-1");
  expect_verified(request);
  host_region_ = keys::Region("eu-central-1");
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Credential should be scoped to a valid region, not 'us-east-1'. ");
  host_region_ = keys::Region();
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Credential should be scoped to a valid region, not 'us-east-1'. ");
}

// --- rows 14 and 15 ---

TEST_F(HeaderFormTest, Row14ALongTermKeyGoesWithoutToken) {
  auto added_after_signing = signed_request();
  added_after_signing.add("X-Amz-Security-Token", "token");
  expect_refused(added_after_signing, ErrorCode::UnrecognizedClient, kUnknownKey);

  auto signed_too = unsigned_request();
  signed_too.add("x-amz-security-token", "token").sign();
  expect_refused(signed_too, ErrorCode::UnrecognizedClient, kUnknownKey);
}

constexpr std::string_view kTemporaryKeyId = "ASIAEXAMPLE";
constexpr std::string_view kInvalidToken = "The security token included in the request is invalid";
constexpr std::string_view kExpiredToken = "The security token included in the request is expired";

TEST_F(HeaderFormTest, Row14ATemporaryKeyGoesWithItsToken) {
  keys_.put_temporary(std::string(kTemporaryKeyId), testing::kSecret, "token",
                      kSuiteTime + std::chrono::seconds(1));
  auto signed_too = unsigned_request();
  signed_too.add("x-amz-security-token", "token").sign({.access_key_id = kTemporaryKeyId});
  expect_verified(signed_too);

  auto added_after_signing = unsigned_request();
  added_after_signing.sign({.access_key_id = kTemporaryKeyId});
  expect_refused(added_after_signing, ErrorCode::UnrecognizedClient, kUnknownKey);
  added_after_signing.add("X-Amz-Security-Token", "token");
  expect_verified(added_after_signing);
}

TEST_F(HeaderFormTest, Row14AForeignOrDamagedTokenIsInvalid) {
  keys_.put_temporary(std::string(kTemporaryKeyId), testing::kSecret, "token",
                      kSuiteTime + std::chrono::hours(1));
  for (const char* token : {"", "tokem", "token2"}) {
    auto request = unsigned_request();
    request.add("x-amz-security-token", token).sign({.access_key_id = kTemporaryKeyId});
    expect_refused(request, ErrorCode::UnrecognizedClient, kInvalidToken);
  }
  auto of_another_key = unsigned_request();
  of_another_key.add("x-amz-security-token", "token").sign({.access_key_id = "ASIAOTHER"});
  expect_refused(of_another_key, ErrorCode::UnrecognizedClient, kInvalidToken);
}

TEST_F(HeaderFormTest, Row14bATokenExpiresToTheSecond) {
  keys_.put_temporary(std::string(kTemporaryKeyId), testing::kSecret, "token", kSuiteTime);
  auto request = unsigned_request();
  request.add("x-amz-security-token", "token").sign({.access_key_id = kTemporaryKeyId});
  expect_refused(request, ErrorCode::ExpiredToken, kExpiredToken);
}

TEST_F(HeaderFormTest, Row16ATemporaryKeysSignatureCounts) {
  keys_.put_temporary(std::string(kTemporaryKeyId), "another secret", "token",
                      kSuiteTime + std::chrono::hours(1));
  auto request = unsigned_request();
  request.add("x-amz-security-token", "token").sign({.access_key_id = kTemporaryKeyId});
  expect_refused(request, ErrorCode::InvalidSignature, kMismatch);
}

TEST_F(HeaderFormTest, Row15AnUnknownKeyIsRefusedWhateverTheSignature) {
  for (const std::string_view id : {"AKIDEXAMPLF", "", "AKID\xc3\xa4", "akidexample"}) {
    auto request = unsigned_request();
    request.sign({.access_key_id = id});
    expect_refused(request, ErrorCode::UnrecognizedClient, kUnknownKey);
  }
}

TEST_F(HeaderFormTest, Row15TheStandInForAMissingSecretOpensNothing) {
  auto request = unsigned_request();
  request.sign(
      {.access_key_id = "AKIANOBODY", .secret = "0000000000000000000000000000000000000000"});
  expect_refused(request, ErrorCode::UnrecognizedClient, kUnknownKey);
}

TEST_F(HeaderFormTest, Row15AKeyWithoutSecretIsNoKey) {
  keys_.put("AKIAHOLLOW", "");
  auto request = unsigned_request();
  request.sign({.access_key_id = "AKIAHOLLOW", .secret = ""});
  expect_refused(request, ErrorCode::UnrecognizedClient, kUnknownKey);
}

TEST_F(HeaderFormTest, Row15ADeactivatedKeyIsRefusedAtOnce) {
  auto request = signed_request();
  expect_verified(request);
  keys_.remove("AKIDEXAMPLE");
  expect_refused(request, ErrorCode::UnrecognizedClient, kUnknownKey);
}

// --- what the order of the rows means ---

struct Fault {
  ErrorCode code;
  std::string_view message_start;
  void (*commit)(SampleRequest&);
};

void edit(SampleRequest& request, std::string_view from, std::string_view to) {
  request.replace_in("Authorization", from, to);
}

TEST_F(HeaderFormTest, OfSeveralFaultsTheFirstRowSpeaks) {
  using enum ErrorCode;
  using R = SampleRequest;
  // clang-format off
  // The last row first: each fault must hide all above it.
  const std::vector<Fault> faults{
    {InvalidSignature, kMismatch, [](R& r) { r.body += " "; }},
    {UnrecognizedClient, kUnknownKey, [](R& r) { edit(r, "AKID", "AKIA"); }},
    {UnrecognizedClient, kUnknownKey, [](R& r) { r.add("X-Amz-Security-Token", "t"); }},
    {InvalidSignature, "Credential should be", [](R& r) { edit(r, "us-east-1", "here"); }},
    {IncompleteSignature, "Credential must have", [](R& r) { edit(r, "/kms", ""); }},
    {InvalidSignature, "Signature expired",
     [](R& r) { r.set("X-Amz-Date", "20150830T120000Z"); }},
    {IncompleteSignature, "Date must be", [](R& r) { r.set("X-Amz-Date", "noon"); }},
    {InvalidSignature, "'Host' or", [](R& r) { edit(r, "host;", ""); }},
    {IncompleteSignature, "Authorization header requires",
     [](R& r) { edit(r, "SignedHeaders=", "S="); }},
    {IncompleteSignature, "'junk' not a valid",
     [](R& r) { edit(r, "Credential=", "junk,Credential="); }},
    {IncompleteSignature, "Unsupported", [](R& r) { edit(r, "AWS4", "AWS5"); }},
    {InvalidSignature, "", [](R& r) { r.target = "/?X-Amz-Algorithm="; }},
    {MalformedQueryString, "Incomplete", [](R& r) { r.target += "%"; }},
  };
  // clang-format on
  auto request = signed_request();
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.message_start);
    fault.commit(request);
    const auto verdict = verify(request);
    ASSERT_FALSE(verdict.has_value());
    EXPECT_EQ(verdict.error().code, fault.code);
    EXPECT_TRUE(verdict.error().message.value_or("").starts_with(fault.message_start));
  }
}

}  // namespace
}  // namespace trent::sigv4
