#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/internal/openssl_handles.h"
#include "crypto/testing/temporary_directory.h"
#include "crypto/tls_context.h"

namespace trent::crypto {
namespace {

using testing::mode_of;
using testing::read_text;
using testing::write_text;

using StoreHandle = std::unique_ptr<X509_STORE, internal::FreeWith<X509_STORE_free>>;
using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, internal::FreeWith<X509_STORE_CTX_free>>;

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::January / 2 / 2026}};
const std::vector<std::string> kNames{"localhost", "kms.example.org", "127.0.0.1", "::1"};

class SelfSignedCertificate : public ::testing::Test {
 protected:
  Result<TlsFiles> ensure(Timestamp now = kNow, const std::vector<std::string>& names = kNames) {
    return ensure_self_signed_certificate(directory_.path(), names, now);
  }
  std::string certificate_text() const { return read_text(directory_.file("tls-self-signed.crt")); }

  testing::TemporaryDirectory directory_;
};

// What a strict client says (Python 3.13 verifies so) that trusts the certificate itself.
std::string verdict(const std::string& certificate_path, Timestamp now, const std::string& host,
                    const std::string& address) {
  const internal::BioHandle file(BIO_new_file(certificate_path.c_str(), "r"));
  const internal::X509Handle certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
  const StoreHandle store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), certificate.get());
  const StoreContextHandle context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(now));
  if (!host.empty()) X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size());
  if (!address.empty()) X509_VERIFY_PARAM_set1_ip_asc(parameters, address.c_str());
  X509_verify_cert(context.get());
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

TEST_F(SelfSignedCertificate, SatisfiesAStrictClientForEachOfItsNames) {
  const std::string path = ensure().value().certificate_chain_pem_path;
  EXPECT_EQ(verdict(path, kNow, "localhost", ""), "ok");
  EXPECT_EQ(verdict(path, kNow, "kms.example.org", ""), "ok");
  EXPECT_EQ(verdict(path, kNow, "", "127.0.0.1"), "ok");
  EXPECT_EQ(verdict(path, kNow, "", "::1"), "ok");
}

TEST_F(SelfSignedCertificate, DoesNotStandForOtherNames) {
  const std::string path = ensure().value().certificate_chain_pem_path;
  EXPECT_EQ(verdict(path, kNow, "example.org", ""), "hostname mismatch");
  EXPECT_EQ(verdict(path, kNow, "", "127.0.0.2"), "IP address mismatch");
}

TEST_F(SelfSignedCertificate, IsValidFromADayAgoForThirteenMonths) {
  using std::chrono::days;
  const std::string path = ensure().value().certificate_chain_pem_path;
  EXPECT_EQ(verdict(path, kNow - days(2), "", ""), "certificate is not yet valid");
  EXPECT_EQ(verdict(path, kNow - std::chrono::hours(23), "", ""), "ok");
  EXPECT_EQ(verdict(path, kNow + days(396), "", ""), "ok");
  EXPECT_EQ(verdict(path, kNow + days(398), "", ""), "certificate has expired");
}

TEST_F(SelfSignedCertificate, OnlyTheOwnerMayReadTheKey) {
  const mode_t before = umask(0);
  const TlsFiles files = ensure().value();
  umask(before);
  EXPECT_EQ(mode_of(files.private_key_pem_path), 0600U);
  EXPECT_EQ(mode_of(files.certificate_chain_pem_path), 0644U);
  EXPECT_EQ(directory_.entry_count(), 2U);
}

TEST_F(SelfSignedCertificate, IsKeptWhileItIsValidAndCoversTheNames) {
  ensure().value();
  const std::string first = certificate_text();
  ensure(kNow + std::chrono::days(300)).value();
  ensure(kNow, {"LOCALHOST", "0:0:0:0:0:0:0:1"}).value();
  EXPECT_EQ(certificate_text(), first);
}

TEST_F(SelfSignedCertificate, IsMadeAnewForAnotherName) {
  ensure().value();
  const std::string first = certificate_text();
  ensure(kNow, {"localhost", "other.example.org"}).value();
  EXPECT_NE(certificate_text(), first);
}

TEST_F(SelfSignedCertificate, IsMadeAnewNearItsEnd) {
  ensure().value();
  const std::string first = certificate_text();
  ensure(kNow + std::chrono::days(380)).value();
  EXPECT_NE(certificate_text(), first);
}

TEST_F(SelfSignedCertificate, IsMadeAnewWhenItIsNotValidYet) {
  ensure().value();
  const std::string first = certificate_text();
  ensure(kNow - std::chrono::days(10)).value();
  EXPECT_NE(certificate_text(), first);
}

TEST_F(SelfSignedCertificate, IsMadeAnewWhenAFileIsMissingDamagedOrOfAnother) {
  const testing::TemporaryDirectory elsewhere;
  const auto other = ensure_self_signed_certificate(elsewhere.path(), kNames, kNow).value();
  const TlsFiles files = ensure().value();
  const std::vector<std::function<void()>> accidents{
      [&] { unlink(files.private_key_pem_path.c_str()); },
      [&] { unlink(files.certificate_chain_pem_path.c_str()); },
      [&] { write_text(files.private_key_pem_path, "not a key"); },
      [&] { write_text(files.certificate_chain_pem_path, "not a certificate"); },
      [&] { write_text(files.private_key_pem_path, read_text(other.private_key_pem_path)); },
  };
  for (const auto& accident : accidents) {
    accident();
    ensure().value();
    EXPECT_TRUE(tls_server_context(files).has_value());
  }
}

TEST_F(SelfSignedCertificate, AKeyThatOthersCouldReadIsNotUsedAgain) {
  const TlsFiles files = ensure().value();
  const std::string first = read_text(files.private_key_pem_path);
  chmod(files.private_key_pem_path.c_str(), 0644);
  ensure().value();
  EXPECT_NE(read_text(files.private_key_pem_path), first);
  EXPECT_EQ(mode_of(files.private_key_pem_path), 0600U);
}

TEST_F(SelfSignedCertificate, WhatIsNoNameIsRefused) {
  using Names = std::vector<std::string>;
  for (const Names& names : {Names{}, Names{""}, Names{"with space"}, Names{"a,DNS:b"}, Names{".a"},
                             Names{"*.example.org"}, Names{std::string("a\0b", 3)},
                             Names{std::string(254, 'a')}, Names{"localhost", "[::1]"}}) {
    const auto files = ensure(kNow, names);
    ASSERT_FALSE(files.has_value());
    EXPECT_EQ(files.error().code, ErrorCode::Internal);
  }
  EXPECT_EQ(directory_.entry_count(), 0U);
}

TEST_F(SelfSignedCertificate, ADirectoryThatIsNotThereIsRefused) {
  EXPECT_FALSE(ensure_self_signed_certificate(directory_.file("none"), kNames, kNow).has_value());
}

}  // namespace
}  // namespace trent::crypto
