#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/assert.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/openssl_handles.h"
#include "crypto/random.h"
#include "crypto/secret_file.h"
#include "crypto/tls_context.h"

namespace trent::crypto {
namespace {

using Names = std::vector<std::string>;

// Within what every client accepts (Apple's limit for certificates of one's own is 825 days).
constexpr std::chrono::days kValidity{397};
constexpr std::chrono::days kRenewBefore{30};
// Clients whose clock is behind ours can use a new certificate all the same.
constexpr std::chrono::hours kBackdated{24};
constexpr std::size_t kKeyPemBytesMax = 4096;

// The bytes of an address, 4 or 16; none when `name` is not one.
internal::OctetStringHandle address_of(const std::string& name) {
  internal::OctetStringHandle address(a2i_IPADDRESS(name.c_str()));
  if (address == nullptr) internal::forget_openssl_errors();
  return address;
}

bool is_host_name(const std::string& name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  constexpr std::size_t size_bytes_max = 253;
  return !name.empty() && name.size() <= size_bytes_max && !name.starts_with('.') &&
         name.find_first_not_of(allowed) == std::string::npos;
}

Result<void> check_names(const Names& names) {
  if (names.empty()) return fail_internally("a TLS certificate needs a host name or an address");
  for (const std::string& name : names)
    if (address_of(name) == nullptr && !is_host_name(name))
      return fail_internally("'" + name + "' is neither a host name nor an IP address");
  return {};
}

time_t seconds(Timestamp time) {
  return std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
}

// --- an existing certificate
// ----------------------------------------------------------------------

internal::X509Handle read_certificate(const std::string& path) {
  const internal::BioHandle bio(BIO_new_file(path.c_str(), "r"));
  if (bio == nullptr) return nullptr;
  return internal::X509Handle(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

// None also when others may read the file: such a key must not be used again.
internal::PkeyHandle read_key(const std::string& path) {
  const auto pem = read_secret_file(path, kKeyPemBytesMax);
  if (!pem) return nullptr;
  const ByteView text = pem->reveal();
  const internal::BioHandle bio(BIO_new_mem_buf(text.data(), internal::int_size(text.size())));
  TRENT_ASSERT(bio != nullptr);
  // We never encrypt this file; without a callback OpenSSL would ask on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  return internal::PkeyHandle(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
}

bool covers(X509* certificate, const Names& names) {
  constexpr unsigned flags = X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  return std::ranges::all_of(names, [&](const std::string& name) {
    if (address_of(name) != nullptr) return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
    return X509_check_host(certificate, name.data(), name.size(), flags, nullptr) == 1;
  });
}

bool is_valid_at(const X509* certificate, Timestamp now) {
  time_t today = seconds(now);
  time_t renewal = seconds(now + kRenewBefore);
  return X509_cmp_time(X509_get0_notBefore(certificate), &today) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate), &renewal) > 0;
}

bool is_usable(const TlsFiles& files, const Names& names, Timestamp now) {
  const auto certificate = read_certificate(files.certificate_chain_pem_path);
  const auto key = read_key(files.private_key_pem_path);
  const bool usable = certificate != nullptr && key != nullptr &&
                      X509_check_private_key(certificate.get(), key.get()) == 1 &&
                      is_valid_at(certificate.get(), now) && covers(certificate.get(), names);
  internal::forget_openssl_errors();
  return usable;
}

// --- a new one
// ------------------------------------------------------------------------------------

struct Extension {
  int nid;
  const char* value;
};

// Not a CA: some clients refuse one as a server's certificate, and none needs it of a certificate
// that they trust by itself. The key identifiers are what strict verification (Python 3.13) asks
// for.
constexpr std::array kExtensions{
    Extension{NID_basic_constraints, "critical,CA:FALSE"},
    Extension{NID_key_usage, "critical,digitalSignature"},
    Extension{NID_ext_key_usage, "serverAuth"},
    Extension{NID_subject_key_identifier, "hash"},
    Extension{NID_authority_key_identifier, "keyid:always"},
};

void set_serial_number(X509* certificate) {
  auto bytes = random_bytes(16);
  bytes[0] &= 0x7f;  // RFC 5280, 4.1.2.2: positive
  const internal::BignumHandle number(
      BN_bin2bn(bytes.data(), internal::int_size(bytes.size()), nullptr));
  TRENT_ASSERT(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void set_issuer_and_subject(X509* certificate) {
  constexpr std::string_view common_name = "Trent (self-signed)";
  X509_NAME* const name = X509_get_subject_name(certificate);
  TRENT_ASSERT(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                          as_bytes(common_name).data(),
                                          internal::int_size(common_name.size()), -1, 0) == 1);
  TRENT_ASSERT(X509_set_issuer_name(certificate, name) == 1);
}

void set_validity(X509* certificate, Timestamp now) {
  const time_t start = seconds(now - kBackdated);
  const time_t end = seconds(now + kValidity);
  TRENT_ASSERT(ASN1_TIME_set(X509_getm_notBefore(certificate), start) != nullptr);
  TRENT_ASSERT(ASN1_TIME_set(X509_getm_notAfter(certificate), end) != nullptr);
}

void add_extensions(X509* certificate) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, X509V3_CTX_REPLACE);
  for (const auto& [nid, value] : kExtensions) {
    const internal::X509ExtensionHandle extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    TRENT_ASSERT(X509_add_ext(certificate, extension.get(), -1) == 1);
  }
}

internal::GeneralNameHandle general_name(const std::string& name) {
  internal::GeneralNameHandle general(GENERAL_NAME_new());
  if (auto address = address_of(name)) {
    GENERAL_NAME_set0_value(general.get(), GEN_IPADD, address.release());
    return general;
  }
  ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
  TRENT_ASSERT(ASN1_STRING_set(text, name.data(), internal::int_size(name.size())) == 1);
  GENERAL_NAME_set0_value(general.get(), GEN_DNS, text);
  return general;
}

void add_alternative_names(X509* certificate, const Names& names) {
  const internal::GeneralNamesHandle all(GENERAL_NAMES_new());
  for (const std::string& name : names)
    TRENT_ASSERT(sk_GENERAL_NAME_push(all.get(), general_name(name).release()) > 0);
  TRENT_ASSERT(
      X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, X509V3_ADD_DEFAULT) == 1);
}

internal::X509Handle make_certificate(EVP_PKEY* key, const Names& names, Timestamp now) {
  internal::X509Handle certificate(X509_new());
  TRENT_ASSERT(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  TRENT_ASSERT(X509_set_pubkey(certificate.get(), key) == 1);
  set_serial_number(certificate.get());
  set_issuer_and_subject(certificate.get());
  set_validity(certificate.get(), now);
  add_extensions(certificate.get());
  add_alternative_names(certificate.get(), names);
  TRENT_ASSERT(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

Result<void> write_pem(const internal::BioHandle& pem, const std::string& path,
                       FileReaders readers) {
  char* text = nullptr;
  const long size_bytes = BIO_get_mem_data(pem.get(), &text);
  TRENT_ASSERT(size_bytes > 0);
  return replace_file(path, as_bytes({text, static_cast<std::size_t>(size_bytes)}), readers);
}

Result<void> make_files(const TlsFiles& files, const Names& names, Timestamp now) {
  const internal::PkeyHandle key(EVP_EC_gen("P-256"));
  if (key == nullptr) return internal::fail_with_openssl_errors("generating a TLS key");
  const internal::X509Handle certificate = make_certificate(key.get(), names, now);
  const internal::BioHandle key_pem(BIO_new(BIO_s_mem()));
  const internal::BioHandle certificate_pem(BIO_new(BIO_s_mem()));
  TRENT_ASSERT(PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                             nullptr) == 1);
  TRENT_ASSERT(PEM_write_bio_X509(certificate_pem.get(), certificate.get()) == 1);
  // If only the first gets there, the two do not match, and the next start makes both anew.
  TRY(write_pem(key_pem, files.private_key_pem_path, FileReaders::Owner));
  return write_pem(certificate_pem, files.certificate_chain_pem_path, FileReaders::Everyone);
}

}  // namespace

Result<TlsFiles> ensure_self_signed_certificate(const std::string& directory, const Names& names,
                                                Timestamp now) {
  TRY(check_names(names));
  TlsFiles files{.certificate_chain_pem_path = directory + "/tls-self-signed.crt",
                 .private_key_pem_path = directory + "/tls-self-signed.key"};
  if (!is_usable(files, names, now)) TRY(make_files(files, names, now));
  return files;
}

}  // namespace trent::crypto
