#include "crypto/tls_context.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <sys/stat.h>

#include "crypto/internal/openssl_handles.h"
#include "crypto/testing/temporary_directory.h"

namespace trent::crypto {
namespace {

using SslHandle = std::unique_ptr<SSL, internal::FreeWith<SSL_free>>;

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::January / 2 / 2026}};

// A server with our context and a client, talking through memory.
class Handshake {
 public:
  Handshake(void* server_context, SSL_CTX* client_context)
      : server_(SSL_new(static_cast<SSL_CTX*>(server_context))), client_(SSL_new(client_context)) {
    BIO* server_end = nullptr;
    BIO* client_end = nullptr;
    TRENT_ASSERT(BIO_new_bio_pair(&server_end, 0, &client_end, 0) == 1);
    SSL_set_bio(server_.get(), server_end, server_end);
    SSL_set_bio(client_.get(), client_end, client_end);
    SSL_set_accept_state(server_.get());
    SSL_set_connect_state(client_.get());
    done_ = run();
    ERR_clear_error();
  }

  bool done() const { return done_; }
  SSL* client() const { return client_.get(); }
  SSL* server() const { return server_.get(); }
  std::string version() const { return SSL_get_version(client_.get()); }
  std::string suite() const { return SSL_get_cipher_name(client_.get()); }
  std::string group() const { return SSL_get0_group_name(client_.get()); }

 private:
  static bool may_go_on(SSL* side, int result) {
    const int error = SSL_get_error(side, result);
    return result == 1 || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
  }

  bool run() {
    for (int i = 0; i < 20; ++i) {
      if (!may_go_on(client_.get(), SSL_do_handshake(client_.get()))) return false;
      if (!may_go_on(server_.get(), SSL_do_handshake(server_.get()))) return false;
      if (SSL_is_init_finished(client_.get()) && SSL_is_init_finished(server_.get())) return true;
    }
    return false;
  }

  SslHandle server_;
  SslHandle client_;
  bool done_ = false;
};

// The detail tells the operator which file, and nothing is left in the thread's queue of errors.
void expect_refusal_by_name(const Result<std::shared_ptr<void>>& context, std::string_view file) {
  ASSERT_FALSE(context.has_value());
  EXPECT_NE(context.error().detail.find(file), std::string::npos);
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

class TlsServerContext : public ::testing::Test {
 protected:
  // Restricts the client by OpenSSL's names: groups, and the suites of TLS 1.2.
  Handshake connect_with_groups(const char* groups) {
    EXPECT_EQ(SSL_CTX_set1_groups_list(client_.get(), groups), 1);
    return {server_.get(), client_.get()};
  }
  Handshake connect_with_tls12(const char* suites) {
    SSL_CTX_set_security_level(client_.get(), 0);
    EXPECT_EQ(SSL_CTX_set_max_proto_version(client_.get(), TLS1_2_VERSION), 1);
    EXPECT_EQ(SSL_CTX_set_cipher_list(client_.get(), suites), 1);
    return {server_.get(), client_.get()};
  }

  testing::TemporaryDirectory directory_;
  TlsFiles files_ = ensure_self_signed_certificate(directory_.path(), {"localhost"}, kNow).value();
  std::shared_ptr<void> server_ = tls_server_context(files_).value();
  internal::SslContextHandle client_{SSL_CTX_new(TLS_client_method())};
};

// A snapshot: a change of what we offer shows here.
TEST_F(TlsServerContext, OffersTheseSuitesInThisOrder) {
  const STACK_OF(SSL_CIPHER)* suites = SSL_CTX_get_ciphers(static_cast<SSL_CTX*>(server_.get()));
  std::vector<std::string> names;
  for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i)
    names.emplace_back(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i)));
  EXPECT_EQ(names,
            (std::vector<std::string>{
                "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
                "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
                "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
                "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"}));
}

TEST_F(TlsServerContext, AgreesOnTls13WithAHybridGroupByDefault) {
  const Handshake handshake(server_.get(), client_.get());
  ASSERT_TRUE(handshake.done());
  EXPECT_EQ(handshake.version(), "TLSv1.3");
  EXPECT_EQ(handshake.suite(), "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(handshake.group(), "X25519MLKEM768");
}

TEST_F(TlsServerContext, AcceptsEachOfItsGroups) {
  for (const std::string group :
       {"X25519MLKEM768", "SecP256r1MLKEM768", "x25519", "secp256r1", "secp384r1"}) {
    const Handshake handshake = connect_with_groups(group.c_str());
    ASSERT_TRUE(handshake.done()) << group;
    EXPECT_EQ(handshake.group(), group);
  }
}

TEST_F(TlsServerContext, RefusesOtherGroups) {
  EXPECT_FALSE(connect_with_groups("P-521").done());
  EXPECT_FALSE(connect_with_groups("ffdhe2048").done());
}

TEST_F(TlsServerContext, AsksForAHybridGroupWhereTheClientGuessedAClassicalOne) {
  const Handshake handshake = connect_with_groups("X25519:X25519MLKEM768");
  ASSERT_TRUE(handshake.done());
  EXPECT_EQ(handshake.group(), "X25519MLKEM768");
}

TEST_F(TlsServerContext, PrefersAes256InTls12) {
  const Handshake handshake = connect_with_tls12("ECDHE-ECDSA-AES128-GCM-SHA256:ALL");
  ASSERT_TRUE(handshake.done());
  EXPECT_EQ(handshake.version(), "TLSv1.2");
  EXPECT_EQ(handshake.suite(), "ECDHE-ECDSA-AES256-GCM-SHA384");
}

TEST_F(TlsServerContext, RefusesTls12WithoutAead) {
  EXPECT_FALSE(connect_with_tls12("ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA").done());
}

TEST_F(TlsServerContext, RefusesTls11) {
  SSL_CTX_set_security_level(client_.get(), 0);
  EXPECT_EQ(SSL_CTX_set_min_proto_version(client_.get(), TLS1_VERSION), 1);
  EXPECT_EQ(SSL_CTX_set_max_proto_version(client_.get(), TLS1_1_VERSION), 1);
  EXPECT_FALSE(Handshake(server_.get(), client_.get()).done());
}

TEST_F(TlsServerContext, RefusesToRenegotiate) {
  const Handshake handshake = connect_with_tls12("ALL");
  ASSERT_TRUE(handshake.done());
  ASSERT_EQ(SSL_renegotiate(handshake.client()), 1);
  char byte = 0;
  SSL_do_handshake(handshake.client());
  SSL_read(handshake.server(), &byte, 1);
  EXPECT_NE(SSL_do_handshake(handshake.client()), 1);
  ERR_clear_error();
}

TEST_F(TlsServerContext, ACertificateThatIsNotThereIsRefusedByName) {
  const auto context =
      tls_server_context({.certificate_chain_pem_path = directory_.file("none.crt"),
                          .private_key_pem_path = files_.private_key_pem_path});
  expect_refusal_by_name(context, "none.crt");
}

TEST_F(TlsServerContext, AKeyThatIsNotThereOrNoKeyIsRefusedByName) {
  const std::string path = directory_.file("bad.key");
  const TlsFiles files{files_.certificate_chain_pem_path, path};
  EXPECT_FALSE(tls_server_context(files).has_value());
  testing::write_text(path, "not a key");
  expect_refusal_by_name(tls_server_context(files), "bad.key");
}

TEST_F(TlsServerContext, TheKeyOfAnotherCertificateIsRefused) {
  const testing::TemporaryDirectory elsewhere;
  const auto other = ensure_self_signed_certificate(elsewhere.path(), {"localhost"}, kNow);
  const auto context =
      tls_server_context({files_.certificate_chain_pem_path, other.value().private_key_pem_path});
  ASSERT_FALSE(context.has_value());
  EXPECT_EQ(context.error().code, ErrorCode::Internal);
}

// A client with our context, and a server with a certificate for localhost.
class TlsClientContext : public TlsServerContext {
 protected:
  static std::shared_ptr<void> client_for(const std::string& authorities) {
    return tls_client_context(authorities).value();
  }
  // The certificate is of kNow.
  static void set_time(const std::shared_ptr<void>& client) {
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(static_cast<SSL_CTX*>(client.get())),
                               std::chrono::system_clock::to_time_t(kNow));
  }
  static Handshake connect(const std::shared_ptr<void>& server,
                           const std::shared_ptr<void>& client) {
    return {server.get(), static_cast<SSL_CTX*>(client.get())};
  }

  const std::shared_ptr<void> trusting_ = client_for(files_.certificate_chain_pem_path);
};

TEST_F(TlsClientContext, AgreesWithAServerWhoseAuthorityItWasGiven) {
  set_time(trusting_);
  const Handshake handshake = connect(server_, trusting_);
  ASSERT_TRUE(handshake.done());
  EXPECT_EQ(handshake.version(), "TLSv1.3");
  EXPECT_EQ(handshake.group(), "X25519MLKEM768");
}

TEST_F(TlsClientContext, RefusesAServerOfAnotherAuthority) {
  const testing::TemporaryDirectory elsewhere;
  const auto other = ensure_self_signed_certificate(elsewhere.path(), {"localhost"}, kNow).value();
  const auto client = client_for(other.certificate_chain_pem_path);
  set_time(client);
  EXPECT_FALSE(connect(server_, client).done());
}

TEST_F(TlsClientContext, RefusesACertificateThatHasExpired) {
  X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(static_cast<SSL_CTX*>(trusting_.get())),
                             std::chrono::system_clock::to_time_t(kNow + std::chrono::days(400)));
  EXPECT_FALSE(connect(server_, trusting_).done());
}

TEST_F(TlsClientContext, RefusesTls11AndSuitesWithoutAead) {
  set_time(trusting_);
  const internal::SslContextHandle old(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_security_level(old.get(), 0);
  ASSERT_EQ(
      SSL_CTX_use_certificate_chain_file(old.get(), files_.certificate_chain_pem_path.c_str()), 1);
  ASSERT_EQ(
      SSL_CTX_use_PrivateKey_file(old.get(), files_.private_key_pem_path.c_str(), SSL_FILETYPE_PEM),
      1);
  auto* const client = static_cast<SSL_CTX*>(trusting_.get());
  ASSERT_EQ(SSL_CTX_set_max_proto_version(old.get(), TLS1_2_VERSION), 1);
  EXPECT_TRUE(Handshake(old.get(), client).done());
  ASSERT_EQ(SSL_CTX_set_cipher_list(old.get(), "ECDHE-ECDSA-AES256-SHA384"), 1);
  EXPECT_FALSE(Handshake(old.get(), client).done());
  ASSERT_EQ(SSL_CTX_set_cipher_list(old.get(), "ALL"), 1);
  ASSERT_EQ(SSL_CTX_set_min_proto_version(old.get(), TLS1_VERSION), 1);
  ASSERT_EQ(SSL_CTX_set_max_proto_version(old.get(), TLS1_1_VERSION), 1);
  EXPECT_FALSE(Handshake(old.get(), client).done());
}

TEST_F(TlsClientContext, AuthoritiesThatCannotBeReadAreRefusedByName) {
  const std::string path = directory_.file("ca.pem");
  EXPECT_FALSE(tls_client_context(path).has_value());
  testing::write_text(path, "no certificate");
  expect_refusal_by_name(tls_client_context(path), "ca.pem");
}

}  // namespace
}  // namespace trent::crypto
