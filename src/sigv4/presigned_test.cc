// The query form. Order and texts: kms-security.md 1.2 and 1.9.
#include <gtest/gtest.h>

#include "sigv4/testing/verifier_fixture.h"

namespace trent::sigv4 {
namespace {

using namespace std::chrono_literals;
using testing::kSuiteTime;
using testing::kUnknownKey;
using testing::SampleRequest;

class QueryFormTest : public testing::VerifierFixture {
 protected:
  static SampleRequest presigned(std::chrono::seconds lifetime = 60s) {
    return std::move(SampleRequest::encrypt().presign(lifetime));
  }
  static SampleRequest with_target(std::string target) {
    auto request = SampleRequest::encrypt();
    request.target = std::move(target);
    return request;
  }
  static SampleRequest with_edited_target(std::string_view from, std::string_view to) {
    return std::move(presigned().replace_in_target(from, to));
  }
};

TEST_F(QueryFormTest, AnIntactRequestNamesItsSigner) {
  auto request = presigned();
  const auto verified = verify(request);
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->key->id, "AKIDEXAMPLE");
  EXPECT_EQ(verified->region, keys::Region("us-east-1"));
  EXPECT_EQ(verified->signed_at, kSuiteTime);
}

TEST_F(QueryFormTest, OtherParametersAreCoveredToo) {
  auto request = with_target("/?b=%20%2b+&a");
  request.presign();
  expect_verified(request);
  request.replace_in_target("&a&", "&a=1&");
  expect_mismatch(request);
}

TEST_F(QueryFormTest, TheSpellingOfEscapesDoesNotMatter) {
  auto request = presigned();
  request.replace_in_target("%2F", "%2f").replace_in_target("%2F", "/");
  expect_verified(request);
}

TEST_F(QueryFormTest, NoByteOfTheSignatureIsFree) {
  auto request = presigned();
  const std::size_t size = request.target.size();
  for (std::size_t i = size - 64; i < size; ++i) {
    const char original = request.target[i];
    request.target[i] = original == '0' ? '1' : '0';
    expect_mismatch(request);
    request.target[i] = original;
  }
  expect_verified(request);
}

TEST_F(QueryFormTest, TheBodyIsCovered) {
  auto request = presigned();
  request.body += " ";
  expect_mismatch(request);
}

// --- row 7 ---

TEST_F(QueryFormTest, Row7aAnotherAlgorithmIsNoClaim) {
  for (const std::string_view other : {"", "AWS4", "aws4-hmac-sha256", "AWS4-HMAC-SHA256%20"})
    expect_refused(with_target("/?X-Amz-Algorithm=" + std::string(other)),
                   ErrorCode::MissingAuthenticationToken,
                   "Request is missing Authentication Token");
}

TEST_F(QueryFormTest, Row7aTheAsymmetricAlgorithmIsNamed) {
  expect_refused(with_target("/?X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256"),
                 ErrorCode::IncompleteSignature,
                 "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.");
}

TEST_F(QueryFormTest, Row7bTheFirstOfTwoParametersCounts) {
  auto request = with_edited_target("X-Amz-Signature=", "X-Amz-Signature=00&X-Amz-Signature=");
  expect_mismatch(request);
  auto appended = presigned();
  appended.target += "&X-Amz-Signature=00";
  expect_verified(appended);
}

TEST_F(QueryFormTest, Row7cMissingParametersAreAllListed) {
  expect_refused(with_target("/?X-Amz-Algorithm=AWS4-HMAC-SHA256"), ErrorCode::IncompleteSignature,
                 "AWS query-string parameters must include 'X-Amz-Credential'. "
                 "AWS query-string parameters must include 'X-Amz-Signature'. "
                 "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
                 "AWS query-string parameters must include 'X-Amz-Date'. "
                 "Re-examine the query-string parameters.");
}

TEST_F(QueryFormTest, Row7cOneMissingParameterIsListedAlone) {
  expect_refused(with_edited_target("X-Amz-Date", "X-Amz-Datum"), ErrorCode::IncompleteSignature,
                 "AWS query-string parameters must include 'X-Amz-Date'. "
                 "Re-examine the query-string parameters.");
}

// --- row 8 ---

TEST_F(QueryFormTest, Row8HostMustBeSigned) {
  expect_refused(with_edited_target("%3Bhost", ""), ErrorCode::InvalidSignature,
                 "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(QueryFormTest, Row8APresignedRequestIsForOneOperation) {
  SampleRequest request;
  request.add("Host", "kms.us-east-1.amazonaws.com").presign();
  expect_verified(request);
  request.add("X-Amz-Target", "TrentService.Decrypt");
  expect_refused(request, ErrorCode::InvalidSignature,
                 "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.");
}

// --- rows 9 to 11 ---

TEST_F(QueryFormTest, Row9TheDateIsIso8601Basic) {
  expect_refused(with_edited_target("20150830T", "20150831"), ErrorCode::IncompleteSignature,
                 "Date must be in ISO-8601 'basic format'. Got '20150831123600Z'. See "
                 "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_F(QueryFormTest, ExpiresSetsTheLifetime) {
  auto request = presigned(60s);
  clock_.set(kSuiteTime + 60s);
  expect_verified(request);
  clock_.set(kSuiteTime + 61s);
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
                 "(20150830T123701Z - 1 min.)");
}

TEST_F(QueryFormTest, ExpiresMayGoBeyondTheClockSkew) {
  auto request = presigned(900s);
  clock_.set(kSuiteTime + 900s);
  expect_verified(request);
  clock_.set(kSuiteTime + 901s);
  EXPECT_FALSE(verify(request).has_value());
}

TEST_F(QueryFormTest, Row11ExpiresDoesNotWidenTheFuture) {
  auto request = presigned(900s);
  clock_.set(kSuiteTime - 5min);
  expect_verified(request);
  clock_.set(kSuiteTime - 5min - 1s);
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Signature not yet current: 20150830T123600Z is still later than "
                 "20150830T123559Z (20150830T123059Z + 5 min.)");
}

TEST_F(QueryFormTest, WithoutExpiresTheClockSkewIsTheLifetime) {
  // Fails in the end, because Expires was signed: what counts is where.
  auto request = with_edited_target("X-Amz-Expires=60", "x=60");
  clock_.set(kSuiteTime + 5min);
  expect_mismatch(request);
  clock_.set(kSuiteTime + 5min + 1s);
  expect_refused(request, ErrorCode::InvalidSignature,
                 "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
                 "(20150830T124101Z - 5 min.)");
}

TEST_F(QueryFormTest, ExpiresIsANumberUpToTheLimit) {
  for (const std::string_view other : {"", "-1", "1.5", "1e3", "%2B60", "0x10"})
    expect_refused(with_edited_target("X-Amz-Expires=60", "X-Amz-Expires=" + std::string(other)),
                   ErrorCode::IncompleteSignature, "X-Amz-Expires should be a number");
  for (const std::string_view other : {"901", "4294967297", "99999999999999999999999"})
    expect_refused(with_edited_target("X-Amz-Expires=60", "X-Amz-Expires=" + std::string(other)),
                   ErrorCode::IncompleteSignature, "X-Amz-Expires must be at most 900 seconds");
}

// --- rows 12 to 15 ---

TEST_F(QueryFormTest, Row12TheCredentialHasFiveParts) {
  expect_refused(with_edited_target("%2Faws4_request", ""), ErrorCode::IncompleteSignature,
                 "Credential must have exactly 5 slash-delimited elements, e.g. "
                 "keyid/date/region/service/term, got 'AKIDEXAMPLE/20150830/us-east-1/kms'");
}

TEST_F(QueryFormTest, Row13TheScopeMustFit) {
  expect_refused(with_edited_target("us-east-1", "here"), ErrorCode::InvalidSignature,
                 "Credential should be scoped to a valid region, not 'here'. ");
}

TEST_F(QueryFormTest, Row14ALongTermKeyGoesWithoutToken) {
  auto in_the_query = with_target("/?X-Amz-Security-Token=token");
  expect_refused(in_the_query.presign(), ErrorCode::UnrecognizedClient, kUnknownKey);
  auto in_a_header = presigned();
  in_a_header.add("X-Amz-Security-Token", "token");
  expect_refused(in_a_header, ErrorCode::UnrecognizedClient, kUnknownKey);
}

TEST_F(QueryFormTest, Row14ATemporaryKeyGoesWithItsToken) {
  keys_.put_temporary("ASIAEXAMPLE", testing::kSecret,
                      "a/token=", testing::kSuiteTime + std::chrono::hours(1));
  const testing::SampleRequest::Signing signing{.access_key_id = "ASIAEXAMPLE"};
  auto in_the_query = with_target("/?X-Amz-Security-Token=a%2Ftoken%3D");
  expect_verified(in_the_query.presign(std::chrono::seconds(60), signing));
  auto in_a_header = with_target("/");
  in_a_header.presign(std::chrono::seconds(60), signing);
  expect_refused(in_a_header, ErrorCode::UnrecognizedClient, kUnknownKey);
  in_a_header.add("X-Amz-Security-Token", "a/token=");
  expect_verified(in_a_header);
  auto another = with_target("/?X-Amz-Security-Token=b%2Ftoken%3D");
  expect_refused(another.presign(std::chrono::seconds(60), signing), ErrorCode::UnrecognizedClient,
                 "The security token included in the request is invalid");
}

TEST_F(QueryFormTest, Row15AnUnknownKeyIsRefused) {
  expect_refused(with_edited_target("AKIDEXAMPLE", "AKID%C3%A4"), ErrorCode::UnrecognizedClient,
                 kUnknownKey);
}

}  // namespace
}  // namespace trent::sigv4
