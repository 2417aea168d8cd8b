// sigv4/testing/sample_request.h: a request that owns its text, to be signed and then tampered
// with.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sigv4/testing/signer.h"

namespace trent::sigv4::testing {

inline constexpr std::string_view kAccessKeyId = "AKIDEXAMPLE";
inline constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
// 2015-08-30T12:36:00Z, the moment of the AWS test suite.
inline constexpr Timestamp kSuiteTime{std::chrono::seconds(1440938160)};

struct SampleRequest {
  std::string method = "POST";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool tls = false;

  // A call of KMS as the SDKs make it, not signed yet.
  static SampleRequest encrypt();

  // All of these return the request itself.
  SampleRequest& add(std::string name, std::string value);
  SampleRequest& remove(std::string_view name);
  SampleRequest& set(std::string name, std::string value);  // removes, then adds
  SampleRequest& replace_in(std::string_view name, std::string_view from, std::string_view to);
  SampleRequest& replace_in_target(std::string_view from, std::string_view to);

  // What the request is signed with where a test does not say otherwise.
  struct Signing {
    std::string_view access_key_id = kAccessKeyId;
    std::string_view secret = kSecret;
    std::string_view region = "us-east-1";
    std::string_view service = "kms";
    Timestamp time = kSuiteTime;
    std::string_view payload_hash = {};  // empty: that of the body
  };
  SampleRequest& sign(const Signing& signing);
  SampleRequest& sign() { return sign(Signing()); }
  SampleRequest& presign(std::chrono::seconds lifetime, const Signing& signing);
  SampleRequest& presign(std::chrono::seconds lifetime = std::chrono::seconds(60)) {
    return presign(lifetime, Signing());
  }

  // Good until the request changes.
  SignedRequest view();
  std::string_view header(std::string_view name) const;

 private:
  SigningInput input(const Signing& signing);

  std::vector<HeaderView> views_;
};

}  // namespace trent::sigv4::testing
