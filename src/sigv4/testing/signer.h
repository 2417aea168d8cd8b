// sigv4/testing/signer.h: signs requests, for tests and benchmarks. Not part of the server.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.h"
#include "sigv4/request.h"

namespace trent::sigv4::testing {

// What to sign. `request.headers` must have `host` and must not have X-Amz-Date: all of them are
// signed.
struct SigningInput {
  SignedRequest request;
  std::string_view access_key_id;
  std::string_view secret;
  std::string_view region;
  std::string_view service = "kms";
  Timestamp time;
  std::string_view payload_hash = {};  // empty: that of the body
};

// The two headers to add.
struct Signature {
  std::string authorization;
  std::string amz_date;
};

Signature sign(const SigningInput& input);

// The target of `input.request` with the query parameters of a presigned request appended.
std::string presigned_target(const SigningInput& input, std::chrono::seconds lifetime);

}  // namespace trent::sigv4::testing
