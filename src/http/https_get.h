// http/https_get.h: reads one document from an https server.
//
// For what is small and seldom asked for: it blocks, and each call makes a connection of its own.
// Redirects are not followed, no proxy is used, and no credentials are sent.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "http/https_url.h"

namespace trent::http {

struct HttpsGetOptions {
  // An SSL_CTX that verifies its peers, from crypto/tls_context.h.
  std::shared_ptr<void> tls_context;
  Timestamp now;  // when certificates have to be valid
  // In all, but for looking up the host's name, which takes as long as the system's resolver lets
  // it, and counts.
  Duration timeout{5'000};
  std::size_t body_bytes_max = 1024 * 1024;
};

// The body of an answer with status 200, from a server whose certificate is for the URL's host.
// Errors: Internal, with a detail for the operator that quotes nothing of what the server sent: it
// cannot be reached or trusted, or answers with another status, too much, too slowly or not whole.
Result<std::string> https_get(const HttpsUrl& url, const HttpsGetOptions& options);

}  // namespace trent::http
