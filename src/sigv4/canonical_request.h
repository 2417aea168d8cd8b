// sigv4/canonical_request.h: the one form of a request that both sides hash (kms-security.md 1.3).
#pragma once

#include <string>
#include <string_view>

#include "sigv4/query_string.h"
#include "sigv4/signed_headers.h"

namespace trent::sigv4 {

struct CanonicalParts {
  std::string_view method;
  std::string_view path;  // as received
  const QueryParameters& query;
  const SignedHeaders& headers;   // complete
  std::string_view payload_hash;  // 64 hex digits
};

std::string canonical_request(const CanonicalParts& parts);

// What is signed in the end (kms-security.md 1.4). `date` is in full, `scope` from DATE on.
std::string string_to_sign(std::string_view date, std::string_view scope,
                           std::string_view canonical_request);

}  // namespace trent::sigv4
