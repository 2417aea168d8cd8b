#include "crypto/certificate_chain.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <string>

#include "base/assert.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto {

namespace internal {

struct TrustStore {
  X509StoreHandle handle;
};

}  // namespace internal

namespace {

using internal::X509Handle;

// 112 bits: RSA from 2048 bits, elliptic curves from 224, no SHA-1 (SSL_CTX_set_security_level(3)).
constexpr int kAuthenticationLevel = 2;

// Nitro Enclaves have three intermediates.
constexpr int kIntermediatesMax = 8;

bool has_key_usage(X509* certificate, std::uint32_t usage) {
  // Without the extension X509_get_key_usage() answers that everything is allowed.
  return (X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) != 0 &&
         (X509_get_key_usage(certificate) & usage) != 0;
}

bool is_ca(X509* certificate) { return (X509_get_extension_flags(certificate) & EXFLAG_CA) != 0; }

bool is_self_issued(X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

// --- anchors

struct FreePemParts {
  void operator()(char* part) const { OPENSSL_free(part); }
  void operator()(unsigned char* part) const { OPENSSL_free(part); }
};

struct PemBlock {
  std::string name;
  Bytes content;
};

// The next block; none at the end. What is damaged is left over, see is_whole().
std::optional<PemBlock> next_block(BIO* pem) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* content = nullptr;
  long size_bytes = 0;
  if (PEM_read_bio(pem, &name, &header, &content, &size_bytes) != 1) return std::nullopt;
  const std::unique_ptr<char, FreePemParts> owned_name(name);
  const std::unique_ptr<char, FreePemParts> owned_header(header);
  const std::unique_ptr<unsigned char, FreePemParts> owned_content(content);
  return PemBlock{name, Bytes(content, content + size_bytes)};
}

std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size()))
    ++count;
  return count;
}

// Of exactly one certificate; else none.
X509Handle certificate_of(ByteView der) {
  if (der.empty()) return nullptr;
  const unsigned char* position = der.data();
  X509Handle certificate(d2i_X509(nullptr, &position, internal::int_size(der.size())));
  return position == der.data() + der.size() ? std::move(certificate) : nullptr;
}

Result<void> add_anchor(X509_STORE* store, const PemBlock& block) {
  if (block.name != PEM_STRING_X509)
    return fail_internally("there is a block that is no CERTIFICATE");
  const X509Handle certificate = certificate_of(block.content);
  if (certificate == nullptr)
    return internal::fail_with_openssl_errors("a certificate cannot be read");
  if (!is_self_issued(certificate.get()) || !is_ca(certificate.get()))
    return fail_internally("a certificate is not that of a root CA");
  TRENT_ASSERT(X509_STORE_add_cert(store, certificate.get()) == 1);
  return {};
}

// --- the chain

std::unexpected<Error> invalid(std::string clause, std::string detail = {}) {
  internal::forget_openssl_errors();
  return std::unexpected(Error{ErrorCode::Validation, std::move(clause), std::move(detail),
                               std::source_location::current()});
}

struct Fault {
  int code;  // X509_V_ERR_*
  const char* clause;
};

constexpr std::array kFaults{
    Fault{X509_V_ERR_CERT_HAS_EXPIRED, "a certificate has expired"},
    Fault{X509_V_ERR_CERT_NOT_YET_VALID, "a certificate is not valid yet"},
    Fault{X509_V_ERR_CERT_SIGNATURE_FAILURE, "a signature does not match"},
    Fault{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "an issuer is missing"},
    Fault{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "an issuer is missing"},
    Fault{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "the root is not a configured one"},
    Fault{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "the root is not a configured one"},
    Fault{X509_V_ERR_PATH_LENGTH_EXCEEDED, "it is longer than a CA allows"},
    Fault{X509_V_ERR_CERT_CHAIN_TOO_LONG, "it is too long"},
    Fault{X509_V_ERR_INVALID_CA, "an issuer is not a CA"},
    Fault{X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, "an issuer may not sign certificates"},
    Fault{X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "an issuer may not sign certificates"},
    Fault{X509_V_ERR_CA_MD_TOO_WEAK, "an algorithm is too weak"},
    Fault{X509_V_ERR_CA_KEY_TOO_SMALL, "a key is too small"},
    Fault{X509_V_ERR_EE_KEY_TOO_SMALL, "a key is too small"},
};

std::unexpected<Error> invalid_chain(int code) {
  const auto* const fault = std::ranges::find(kFaults, code, &Fault::code);
  return invalid(
      fault == kFaults.end() ? "a certificate breaks the rules of RFC 5280" : fault->clause,
      X509_verify_cert_error_string(code));
}

// Strict verification asks for key identifiers, and the leaves of Nitro Enclaves have none. The
// issuer's key decides who signed; an identifier only helps to find it.
int accept_leaf_without_key_identifier(int is_valid, X509_STORE_CTX* context) {
  if (is_valid == 1) return 1;
  if (X509_STORE_CTX_get_error(context) != X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER ||
      X509_STORE_CTX_get_error_depth(context) != 0)
    return 0;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

void set_rules(X509_STORE_CTX* context, Timestamp now) {
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context);
  TRENT_ASSERT(X509_VERIFY_PARAM_set_flags(
                   parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE) == 1);
  TRENT_ASSERT(X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY) == 1);
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(
                                             std::chrono::floor<std::chrono::seconds>(now)));
  X509_VERIFY_PARAM_set_depth(parameters, kIntermediatesMax);
  X509_VERIFY_PARAM_set_auth_level(parameters, kAuthenticationLevel);
  X509_STORE_CTX_set_verify_cb(context, accept_leaf_without_key_identifier);
}

// What OpenSSL leaves to the purposes that it knows.
Result<void> check_usages(X509_STORE_CTX* context) {
  STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context);
  X509* const leaf = sk_X509_value(chain, 0);
  if (is_ca(leaf) || has_key_usage(leaf, KU_KEY_CERT_SIGN)) return invalid("its leaf is a CA");
  if (!has_key_usage(leaf, KU_DIGITAL_SIGNATURE)) return invalid("its leaf may not sign");
  for (int i = 1; i < sk_X509_num(chain); ++i) {
    X509* const issuer = sk_X509_value(chain, i);
    if (!is_ca(issuer)) return invalid("an issuer is not a CA");
    if (!has_key_usage(issuer, KU_KEY_CERT_SIGN))
      return invalid("an issuer may not sign certificates");
  }
  return {};
}

Result<Timestamp> timestamp_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return invalid("a certificate cannot be read");
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
}

Result<CertifiedKey> certified_key(X509* leaf) {
  unsigned char* der = nullptr;
  const int size_bytes = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &der);
  TRENT_ASSERT(size_bytes > 0);
  const std::unique_ptr<unsigned char, FreePemParts> owned_der(der);
  auto key =
      PublicKey::from_spki(KeyType::P384, ByteView(der, static_cast<std::size_t>(size_bytes)));
  if (!key) return invalid("its leaf has no P-384 key");
  TRY_ASSIGN(const Timestamp not_before, timestamp_of(X509_get0_notBefore(leaf)));
  TRY_ASSIGN(const Timestamp not_after, timestamp_of(X509_get0_notAfter(leaf)));
  return CertifiedKey{*std::move(key), not_before, not_after};
}

}  // namespace

Result<TrustAnchors> TrustAnchors::from_pem(std::string_view pem) {
  const internal::BioHandle bio(BIO_new_mem_buf(pem.data(), internal::int_size(pem.size())));
  internal::X509StoreHandle store(X509_STORE_new());
  TRENT_ASSERT(bio != nullptr && store != nullptr);
  std::size_t count = 0;
  while (const auto block = next_block(bio.get())) {
    TRY(add_anchor(store.get(), *block));
    ++count;
  }
  internal::forget_openssl_errors();
  if (count == 0) return fail_internally("there is no PEM certificate");
  // PEM_read_bio() ends in the same way at the end and at a block that it cannot read.
  if (count != count_of("-----BEGIN ", pem)) return fail_internally("a PEM block is damaged");
  TrustAnchors anchors;
  anchors.store_ = std::make_shared<const internal::TrustStore>(std::move(store));
  return anchors;
}

Result<CertifiedKey> verify_certificate_chain(ByteView leaf,
                                              std::span<const ByteView> intermediates,
                                              const TrustAnchors& anchors, Timestamp now) {
  if (anchors.empty()) return invalid("no root is configured");
  const X509Handle certificate = certificate_of(leaf);
  if (certificate == nullptr) return invalid("a certificate cannot be read");
  const internal::X509StackHandle untrusted(sk_X509_new_null());
  for (const ByteView der : intermediates) {
    X509Handle intermediate = certificate_of(der);
    if (intermediate == nullptr) return invalid("a certificate cannot be read");
    TRENT_ASSERT(sk_X509_push(untrusted.get(), intermediate.release()) > 0);
  }
  const internal::X509StoreContextHandle context(X509_STORE_CTX_new());
  TRENT_ASSERT(X509_STORE_CTX_init(context.get(), anchors.store()->handle.get(), certificate.get(),
                                   untrusted.get()) == 1);
  set_rules(context.get(), now);
  if (X509_verify_cert(context.get()) != 1)
    return invalid_chain(X509_STORE_CTX_get_error(context.get()));
  internal::forget_openssl_errors();
  TRY(check_usages(context.get()));
  return certified_key(certificate.get());
}

}  // namespace trent::crypto
