// query/answer.h: the envelopes of AWS Query answers, and what a client sees of each ErrorCode.
//
// Source: kms-security.md 1.2, 2.3, 2.4; the IAM service model.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::query {

// <OpResponse><OpResult>RESULT</OpResult><ResponseMetadata>...; without a result for an operation
// that has none.
SecretBuffer wrap_xml(std::string_view operation, std::string_view xmlns, bool has_result,
                      std::string_view result, std::string_view request_id);
// The same as JSON, for clients that ask for it.
SecretBuffer wrap_json(std::string_view operation, std::string_view result,
                       std::string_view request_id);

struct QueryError {
  std::string_view code;
  unsigned http_status;
};

QueryError query_error(ErrorCode code);

// The message of a fault of ours stays inside.
SecretBuffer encode_error(const Error& error, std::string_view xmlns, std::string_view request_id);

}  // namespace trent::query
