// sigv4/signature_date.h: the moment a request was signed, and how long it is good for.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace trent::sigv4 {

// Reads "20150830T123600Z". Errors: IncompleteSignature.
Result<Timestamp> parse_signature_date(std::string_view text);

// Reads X-Amz-Expires. Errors: IncompleteSignature, also beyond `lifetime_max`.
Result<Duration> parse_lifetime(std::string_view text, Duration lifetime_max);

// When a signature counts. Both ends belong to the window.
struct ValidityWindow {
  Duration after_signing;   // how long it lives
  Duration before_signing;  // by how much the client's clock may be ahead
};

// Errors: InvalidSignature. Whole seconds of `now` are compared, as the texts show them.
Result<void> check_window(Timestamp signed_at, Timestamp now, const ValidityWindow& window);

}  // namespace trent::sigv4
