// sigv4/testing/verifier_fixture.h: a verifier that knows one access key, at a time that stands
// still.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "sigv4/testing/known_keys.h"
#include "sigv4/testing/sample_request.h"
#include "sigv4/verifier.h"

namespace trent::sigv4::testing {

inline constexpr std::string_view kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";
inline constexpr std::string_view kUnknownKey =
    "The security token included in the request is invalid.";

class VerifierFixture : public ::testing::Test {
 protected:
  VerifierFixture() { keys_.put(std::string(kAccessKeyId), kSecret); }

  Result<Verified> verify(SampleRequest& request) const {
    return verifier_.verify(request.view(), host_region_);
  }

  void expect_verified(SampleRequest& request) const {
    const auto verdict = verify(request);
    EXPECT_TRUE(verdict.has_value()) << verdict.error().message.value_or("(no message)");
  }

  void expect_refused(SampleRequest& request, ErrorCode code, std::string_view message) const {
    const auto verdict = verify(request);
    ASSERT_FALSE(verdict.has_value());
    EXPECT_EQ(verdict.error().code, code);
    EXPECT_EQ(verdict.error().message, message);
    EXPECT_EQ(verdict.error().detail, "");
  }
  void expect_refused(SampleRequest&& request, ErrorCode code, std::string_view message) const {
    expect_refused(request, code, message);
  }

  void expect_refused_silently(SampleRequest& request, ErrorCode code) const {
    const auto verdict = verify(request);
    ASSERT_FALSE(verdict.has_value());
    EXPECT_EQ(verdict.error().code, code);
    EXPECT_EQ(verdict.error().message, std::nullopt);
  }

  void expect_mismatch(SampleRequest& request) const {
    expect_refused(request, ErrorCode::InvalidSignature, kMismatch);
  }
  void expect_mismatch(SampleRequest&& request) const { expect_mismatch(request); }

  KnownKeys keys_;
  ManualClock clock_{kSuiteTime};
  std::optional<keys::Region> host_region_;
  Verifier verifier_{{}, keys_, clock_};
};

}  // namespace trent::sigv4::testing
