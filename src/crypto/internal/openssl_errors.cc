#include "crypto/internal/openssl_errors.h"

#include <openssl/err.h>

namespace trent::crypto::internal {

void forget_openssl_errors() { ERR_clear_error(); }

std::unexpected<Error> fail_with_openssl_errors(std::string what, std::source_location where) {
  std::string detail = std::move(what);
  while (const unsigned long code = ERR_get_error()) {
    // System errors (a missing file) have no reason string.
    const char* reason = ERR_reason_error_string(code);
    detail += detail.empty() ? "" : ": ";
    detail += reason != nullptr ? reason : "system error " + std::to_string(ERR_GET_REASON(code));
  }
  return fail_internally(std::move(detail), where);
}

std::unexpected<Error> fail_as_invalid_ciphertext(std::source_location where) {
  forget_openssl_errors();
  return fail_silently(ErrorCode::InvalidCiphertext, where);
}

}  // namespace trent::crypto::internal
