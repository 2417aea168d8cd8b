// sigv4/request.h: what a signature covers, as far as this folder needs to see of a request.
//
// All views belong to the caller and must outlive the call they are handed to.
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.h"

namespace trent::sigv4 {

struct HeaderView {
  std::string_view name;   // as received
  std::string_view value;  // without surrounding white space
};

struct SignedRequest {
  std::string_view method;
  std::string_view target;  // raw, as on the request line: path and query, nothing decoded
  std::span<const HeaderView> headers;
  ByteView body;
  bool tls = false;
};

}  // namespace trent::sigv4
