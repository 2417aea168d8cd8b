// sigv4/verifier.h: decides who signed a request (AWS Signature Version 4).
//
// The order of checks and every text are wire behaviour: kms-security.md 1.2 to 1.10. Both forms
// are read: the Authorization header and the presigned query string. Safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "identity/access_keys.h"
#include "keys/ids.h"
#include "sigv4/request.h"

namespace trent::sigv4 {

// Who signed, for which Region, and when.
struct Verified {
  std::shared_ptr<const identity::AccessKey> key;  // shared: a key may be replaced meanwhile
  keys::Region region;
  Timestamp signed_at;
};

class Verifier {
 public:
  struct Options {
    std::string service = "kms";
    Duration clock_skew_max = std::chrono::minutes(5);
    Duration presigned_lifetime_max = std::chrono::minutes(15);
    // Accepts `X-Amz-Content-Sha256: UNSIGNED-PAYLOAD`, over TLS only.
    bool unsigned_payload_over_tls = false;
  };

  // `keys` and `clock` must outlive the verifier.
  Verifier(Options options, const identity::AccessKeys& keys, const Clock& clock);

  // Checks the signature of `request`.
  //
  // host_region  The Region that the Host name selects (sigv4/endpoint.h), if any: the credential
  //              scope must name it. Without one, any well-formed Region of the scope is taken.
  // Errors       MissingAuthenticationToken, IncompleteSignature, InvalidSignature,
  //              UnrecognizedClient, ExpiredToken, MalformedQueryString.
  // An unknown access key costs as much time as a wrong signature.
  Result<Verified> verify(const SignedRequest& request,
                          const std::optional<keys::Region>& host_region) const;

  // That credential scopes must name: "kms".
  std::string_view service() const { return options_.service; }

 private:
  Options options_;
  const identity::AccessKeys& keys_;
  const Clock& clock_;
};

}  // namespace trent::sigv4
