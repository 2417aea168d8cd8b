// sigv4/authorization.h: what a request claims about its signature, read from either form.
//
// All views point into the request or into its decoded query.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"
#include "sigv4/query_string.h"
#include "sigv4/request.h"

namespace trent::sigv4 {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// Not yet checked, any of it.
struct Claim {
  std::string_view credential;
  std::string_view signature;
  std::string_view signed_headers;
  std::string_view date;
  std::optional<std::string_view> expires;         // X-Amz-Expires; in the query form only
  std::optional<std::string_view> security_token;  // the header's; else the query's, decoded
};

// Checks 5 to 7 of kms-security.md 1.2: there is one signature, of a kind we know, with all parts.
//
// Errors: MissingAuthenticationToken, IncompleteSignature, InvalidSignature.
Result<Claim> read_claim(std::span<const HeaderView> headers, const QueryParameters& parameters);

}  // namespace trent::sigv4
