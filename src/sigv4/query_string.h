// sigv4/query_string.h: the query of a request's target, decoded and in canonical form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace trent::sigv4 {

// Decoded.
struct QueryParameter {
  std::string name;
  std::string value;
};
using QueryParameters = std::vector<QueryParameter>;

// Reads what follows the '?' of a target. Errors: MalformedQueryString.
Result<QueryParameters> parse_query(std::string_view query);

// The value of the first parameter of this name.
std::optional<std::string_view> first_value(const QueryParameters& parameters,
                                            std::string_view name);

// Appends the parameters encoded and sorted, without X-Amz-Signature (kms-security.md 1.3).
void append_canonical_query(const QueryParameters& parameters, std::string& out);

}  // namespace trent::sigv4
