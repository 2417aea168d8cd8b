// sigv4/signed_headers.h: which of a request's headers its signature covers.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sigv4/request.h"

namespace trent::sigv4 {

class SignedHeaders {
 public:
  // Looks up the names of `list` ("host;x-amz-date") among `headers`. Both must outlive the result.
  SignedHeaders(std::string_view list, std::span<const HeaderView> headers);

  // Refuses a request if somebody on the way could change what it means: host, content-type and
  // every x-amz-* header must be covered. X-Amz-Security-Token may be added after signing
  // (kms-security.md 1.7).
  // Errors: InvalidSignature.
  Result<void> check_coverage() const;

  // Every name of the list is that of a header, and is listed once. Without this there is no
  // canonical request.
  bool complete() const { return complete_; }

  // The list as received.
  std::string_view list() const { return list_; }

  struct Covered {
    std::string_view name;  // as listed: in lower case
    const HeaderView* header;
  };
  // In the order of the list; those of one name are neighbours, in the order received.
  std::span<const Covered> covered() const { return covered_; }

 private:
  bool cover(std::string_view name);
  bool covers(const HeaderView& header) const;

  std::string_view list_;
  std::span<const HeaderView> headers_;
  std::vector<Covered> covered_;
  bool complete_ = true;
};

}  // namespace trent::sigv4
