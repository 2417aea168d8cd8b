// sigv4/testing/suite.h: the signature test suites of AWS and botocore, from disk.
//
// Source: awslabs/aws-c-auth, tests/aws-signing-test-suite/v4, and boto/botocore,
// tests/unit/auth/aws4_testsuite; kms-security.md 1.12. Both Apache-2.0.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sigv4/testing/sample_request.h"

namespace trent::sigv4::testing {

struct SuiteCase {
  std::string name;
  SampleRequest request;  // signed
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;
};

struct Suite {
  std::vector<SuiteCase> header_form;
  std::vector<SuiteCase> query_form;
  std::vector<std::string> unnormalized;  // cases left out: they are for S3 only
  std::vector<SuiteCase> older;           // aws4_testsuite, header form
};

// Where the vectors are: $TRENT_VECTORS, or else ../shared/vectors. Empty if there is nothing.
std::filesystem::path suite_folder();
Suite load_suite(const std::filesystem::path& folder);

// Reads "POST / HTTP/1.1\nHost:...\n\nbody", folded lines included.
SampleRequest parse_request(std::string_view text);

}  // namespace trent::sigv4::testing
