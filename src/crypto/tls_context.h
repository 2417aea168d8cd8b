// crypto/tls_context.h: what either side of TLS offers, and a certificate for a server to start
// with.
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

// An SSL_CTX*: as the server's, with the certificate authorities in a PEM file as the only ones
// that are trusted; one that is no root is enough. A peer without a certificate under them, for the
// purpose of a server, is refused; its name and the time are up to whoever connects.
// Internal, with a detail that names the file, when it cannot be read or has no certificate.
Result<std::shared_ptr<void>> tls_client_context(const std::string& authorities_pem_path);

// The self-signed P-256 certificate in `directory` (which must exist), made anew when there is
// none, it does not name all of `host_names_and_addresses`, or it is near its end. The key file is
// 0600.
Result<TlsFiles> ensure_self_signed_certificate(
    const std::string& directory, const std::vector<std::string>& host_names_and_addresses,
    Timestamp now);

}  // namespace trent::crypto
