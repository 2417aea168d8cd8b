// crypto/internal/openssl_errors.h: OpenSSL's queue of errors, one per thread.
//
// A call that failed leaves entries there, and TLS takes any entry for its own: whoever goes on
// after a failure empties the queue.
#pragma once

#include <source_location>
#include <string>

#include "base/error.h"

namespace trent::crypto::internal {

void forget_openssl_errors();

// Internal; the detail is `what` and OpenSSL's reasons, which never quote the data. Empties the
// queue.
std::unexpected<Error> fail_with_openssl_errors(
    std::string what, std::source_location where = std::source_location::current());

// InvalidCiphertext without a message. Empties the queue.
std::unexpected<Error> fail_as_invalid_ciphertext(
    std::source_location where = std::source_location::current());

}  // namespace trent::crypto::internal
