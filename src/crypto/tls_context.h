// crypto/tls_context.h: the server's side of TLS: what it offers, and a certificate to start with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace trent::crypto {

struct TlsFiles {
  std::string certificate_chain_pem_path;
  std::string private_key_pem_path;
};

// An SSL_CTX*: TLS 1.2 and 1.3, forward secrecy and AEAD only, hybrid post-quantum groups first.
// Internal, with a detail that names the file, when one cannot be read or they do not match.
Result<std::shared_ptr<void>> tls_server_context(const TlsFiles& files);

// The self-signed P-256 certificate in `directory` (which must exist), made anew when there is
// none, it does not name all of `host_names_and_addresses`, or it is near its end. The key file is
// 0600.
Result<TlsFiles> ensure_self_signed_certificate(
    const std::string& directory, const std::vector<std::string>& host_names_and_addresses,
    Timestamp now);

}  // namespace trent::crypto
