// Row 16 of kms-security.md 1.2: whatever a signature covers cannot be changed unnoticed.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "sigv4/testing/verifier_fixture.h"

namespace trent::sigv4 {
namespace {

using namespace std::chrono_literals;
using testing::SampleRequest;

class TamperingTest : public testing::VerifierFixture {
 protected:
  static SampleRequest signed_request() { return std::move(SampleRequest::encrypt().sign()); }

  static std::string hash_of(std::string_view body) { return hex(crypto::sha256(as_bytes(body))); }
};

TEST_F(TamperingTest, NoByteOfTheSignatureIsFree) {
  auto request = signed_request();
  std::string& authorization = request.headers.back().second;
  for (std::size_t i = authorization.size() - 64; i < authorization.size(); ++i) {
    const char original = authorization[i];
    authorization[i] = original == '0' ? '1' : '0';
    expect_mismatch(request);
    authorization[i] = static_cast<char>(original ^ 0x80);
    expect_mismatch(request);
    authorization[i] = original;
  }
  expect_verified(request);
}

TEST_F(TamperingTest, ASignatureIs64LowerCaseDigits) {
  auto request = signed_request();
  const std::string original = request.headers.back().second;
  const std::size_t start = original.size() - 64;
  std::string upper_case = original;
  std::transform(upper_case.begin() + static_cast<std::ptrdiff_t>(start), upper_case.end(),
                 upper_case.begin() + static_cast<std::ptrdiff_t>(start), ::toupper);
  for (const std::string& other : {upper_case, original.substr(0, original.size() - 1),
                                   original + "0", original.substr(0, start)}) {
    request.headers.back().second = other;
    expect_mismatch(request);
  }
}

TEST_F(TamperingTest, NoBitOfTheBodyIsFree) {
  auto request = signed_request();
  for (std::size_t i = 0; i < request.body.size() * 8; ++i) {
    const char bit = static_cast<char>(1 << i % 8);
    request.body[i / 8] = static_cast<char>(request.body[i / 8] ^ bit);
    expect_mismatch(request);
    request.body[i / 8] = static_cast<char>(request.body[i / 8] ^ bit);
  }
  expect_verified(request);
}

TEST_F(TamperingTest, MethodPathAndQueryAreCovered) {
  expect_mismatch([] {
    auto r = signed_request();
    r.method = "PUT";
    return r;
  }());
  expect_mismatch([] {
    auto r = signed_request();
    r.target = "/x";
    return r;
  }());
  expect_mismatch([] {
    auto r = signed_request();
    r.target = "/?x";
    return r;
  }());
}

TEST_F(TamperingTest, EverySignedHeaderIsCovered) {
  for (const std::string_view name : {"Host", "Content-Type", "X-Amz-Target"}) {
    SCOPED_TRACE(name);
    auto request = signed_request();
    std::ranges::find(request.headers, name, [](const auto& h) { return h.first; })->second += "x";
    expect_mismatch(request);
  }
}

TEST_F(TamperingTest, TheDateIsCovered) {
  expect_mismatch(signed_request().set("X-Amz-Date", "20150830T123601Z"));
}

TEST_F(TamperingTest, ASignedHeaderCannotBeRemovedOrRepeated) {
  auto removed = signed_request();
  removed.remove("x-amz-target");
  expect_mismatch(removed);
  auto repeated = signed_request();
  repeated.add("x-amz-target", "TrentService.Decrypt");
  expect_mismatch(repeated);
}

TEST_F(TamperingTest, TheListOfSignedHeadersIsCovered) {
  auto reordered = signed_request();
  reordered.replace_in("Authorization", "content-type;host", "host;content-type");
  expect_mismatch(reordered);
  auto with_a_repeated_name = signed_request();
  with_a_repeated_name.replace_in("Authorization", "=content-type;host", "=content-type;host;host");
  expect_mismatch(with_a_repeated_name);
  auto with_an_empty_name = signed_request();
  with_an_empty_name.replace_in("Authorization", "=content-type;", "=content-type;;");
  expect_mismatch(with_an_empty_name);
  auto in_capitals = signed_request();
  in_capitals.replace_in("Authorization", "content-type;", "Content-Type;");
  expect_mismatch(in_capitals);
}

TEST_F(TamperingTest, TheScopeIsCovered) {
  auto request = signed_request();
  request.replace_in("Authorization", "us-east-1", "us-east-2");
  expect_mismatch(request);
}

TEST_F(TamperingTest, AnotherSecretSignsSomethingElse) {
  keys_.put("AKIAOTHER", "another secret");
  auto request = SampleRequest::encrypt();
  expect_mismatch(request.sign({.access_key_id = "AKIAOTHER"}));
}

TEST_F(TamperingTest, AReplacedSecretIsForgottenAtOnce) {
  auto old = signed_request();
  expect_verified(old);
  keys_.put("AKIDEXAMPLE", "a new secret");
  expect_mismatch(old);
  auto renewed = SampleRequest::encrypt();
  expect_verified(renewed.sign({.secret = "a new secret"}));
}

TEST_F(TamperingTest, TheClaimedPayloadHashMustBeThatOfTheBody) {
  auto request = SampleRequest::encrypt();
  request.add("X-Amz-Content-Sha256", hash_of(request.body));
  auto intact = request;
  expect_verified(intact.sign());
  for (const std::string& other :
       {hash_of(""), std::string("UNSIGNED-PAYLOAD"), std::string(),
        std::string("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), hash_of(request.body) + "0"}) {
    SCOPED_TRACE(other);
    auto contradicting = request;
    expect_mismatch(contradicting.set("X-Amz-Content-Sha256", other).sign());
  }
}

TEST_F(TamperingTest, AnUnsignedPayloadNeedsTheOptionAndTls) {
  SampleRequest request = SampleRequest::encrypt();
  request.add("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  request.sign({.payload_hash = "UNSIGNED-PAYLOAD"});
  const Verifier lenient({.unsigned_payload_over_tls = true}, keys_, clock_);
  EXPECT_FALSE(lenient.verify(request.view(), std::nullopt).has_value());
  request.tls = true;
  EXPECT_TRUE(lenient.verify(request.view(), std::nullopt).has_value());
  request.body += "changed";
  EXPECT_TRUE(lenient.verify(request.view(), std::nullopt).has_value());
  expect_mismatch(request);
}

}  // namespace
}  // namespace trent::sigv4
