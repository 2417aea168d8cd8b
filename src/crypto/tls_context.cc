#include "crypto/tls_context.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto {
namespace {

// TLS 1.2: forward secrecy and AEAD only.
constexpr const char* kTls12Suites =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
constexpr const char* kTls13Suites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
// The slash: a client that knows a hybrid group is asked for it even where it guessed a classical
// one, at the cost of a round trip, because what is recorded today may be decrypted later.
constexpr const char* kGroups = "X25519MLKEM768:SecP256r1MLKEM768/X25519:P-256:P-384";
// The asterisks: guesses of ours, so that a server that knows no hybrid group needs no round trip
// more either.
constexpr const char* kClientGroups = "*X25519MLKEM768:SecP256r1MLKEM768/*X25519:P-256:P-384";
constexpr std::uint64_t kOptions = SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION;
constexpr std::uint64_t kServerOptions =
    SSL_OP_CIPHER_SERVER_PREFERENCE |
    // A client that puts ChaCha20 first has no AES instructions.
    SSL_OP_PRIORITIZE_CHACHA;
// 112 bits: refuses RSA keys below 2048 bits and SHA-1 in the certificate too.
constexpr int kSecurityLevel = 2;

// Without this, OpenSSL asks for the passphrase of an encrypted key on the terminal.
int refuse_passphrase(char*, int, int, void*) { return -1; }

void set_policy(SSL_CTX* context, const char* groups) {
  SSL_CTX_set_security_level(context, kSecurityLevel);
  SSL_CTX_set_options(context, kOptions);
  TRENT_ASSERT(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  TRENT_ASSERT(SSL_CTX_set_cipher_list(context, kTls12Suites) == 1);
  TRENT_ASSERT(SSL_CTX_set_ciphersuites(context, kTls13Suites) == 1);
  TRENT_ASSERT(SSL_CTX_set1_groups_list(context, groups) == 1);
  // Sessions resume by tickets, which need no memory and no lock of ours.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_default_passwd_cb(context, refuse_passphrase);
}

}  // namespace

Result<std::shared_ptr<void>> tls_server_context(const TlsFiles& files) {
  internal::SslContextHandle context(SSL_CTX_new(TLS_server_method()));
  TRENT_ASSERT(context != nullptr);
  set_policy(context.get(), kGroups);
  SSL_CTX_set_options(context.get(), kServerOptions);
  const char* const certificate = files.certificate_chain_pem_path.c_str();
  const char* const key = files.private_key_pem_path.c_str();
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate) != 1)
    return internal::fail_with_openssl_errors("cannot use the TLS certificate " +
                                              files.certificate_chain_pem_path);
  if (SSL_CTX_use_PrivateKey_file(context.get(), key, SSL_FILETYPE_PEM) != 1)
    return internal::fail_with_openssl_errors(
        "cannot use the TLS key " + files.private_key_pem_path + " with the certificate " +
        files.certificate_chain_pem_path);
  return std::shared_ptr<void>(std::move(context));
}

Result<std::shared_ptr<void>> tls_client_context(const std::string& authorities_pem_path) {
  internal::SslContextHandle context(SSL_CTX_new(TLS_client_method()));
  TRENT_ASSERT(context != nullptr);
  set_policy(context.get(), kClientGroups);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  X509_VERIFY_PARAM* const parameters = SSL_CTX_get0_param(context.get());
  TRENT_ASSERT(X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) == 1);
  if (SSL_CTX_load_verify_file(context.get(), authorities_pem_path.c_str()) != 1)
    return internal::fail_with_openssl_errors("cannot use the certificate authorities in " +
                                              authorities_pem_path);
  internal::forget_openssl_errors();
  return std::shared_ptr<void>(std::move(context));
}

}  // namespace trent::crypto
