#include "crypto/testing/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>

#include "base/assert.h"
#include "crypto/internal/hashes.h"
#include "crypto/internal/openssl_handles.h"
#include "crypto/internal/pkey.h"
#include "crypto/random.h"
#include "crypto/signatures.h"

namespace trent::crypto::testing {
namespace {

void set_name(X509_NAME* name, const std::string& common_name) {
  TRENT_ASSERT(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                          as_bytes(common_name).data(),
                                          internal::int_size(common_name.size()), -1, 0) == 1);
}

void set_serial_number(X509* certificate) {
  Bytes bytes = random_bytes(16);
  bytes[0] &= 0x7f;
  const internal::BignumHandle number(
      BN_bin2bn(bytes.data(), internal::int_size(bytes.size()), nullptr));
  TRENT_ASSERT(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void set_time(ASN1_TIME* field, Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  TRENT_ASSERT(ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(seconds)) != nullptr);
}

void add_extension(X509* certificate, X509V3_CTX* context, int nid, const std::string& value) {
  const internal::X509ExtensionHandle extension(
      X509V3_EXT_conf_nid(nullptr, context, nid, value.c_str()));
  TRENT_ASSERT(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

// The identifier of the issuer's key, which is the same as in the issuer's certificate: the SHA-1
// of the key. OpenSSL takes it from a certificate only.
internal::X509Handle stand_in_for_issuer(const PrivateKey& issuer_key) {
  internal::X509Handle issuer(X509_new());
  TRENT_ASSERT(X509_set_pubkey(issuer.get(), issuer_key.pkey().handle.get()) == 1);
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.get(), issuer.get(), nullptr, nullptr, X509V3_CTX_REPLACE);
  add_extension(issuer.get(), &context, NID_subject_key_identifier, "hash");
  return issuer;
}

void add_extensions(X509* certificate, const CertificateForm& form, const PrivateKey& issuer_key) {
  const internal::X509Handle issuer = stand_in_for_issuer(issuer_key);
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.get(), certificate, nullptr, nullptr, X509V3_CTX_REPLACE);
  if (form.basic_constraints)
    add_extension(certificate, &context, NID_basic_constraints, *form.basic_constraints);
  if (form.key_usage) add_extension(certificate, &context, NID_key_usage, *form.key_usage);
  if (!form.has_key_identifiers) return;
  add_extension(certificate, &context, NID_subject_key_identifier, "hash");
  add_extension(certificate, &context, NID_authority_key_identifier, "keyid:always");
}

Bytes der_of(X509* certificate) {
  const int size_bytes = i2d_X509(certificate, nullptr);
  TRENT_ASSERT(size_bytes > 0);
  Bytes der(static_cast<std::size_t>(size_bytes));
  unsigned char* position = der.data();
  TRENT_ASSERT(i2d_X509(certificate, &position) == size_bytes);
  return der;
}

}  // namespace

Bytes make_certificate(const CertificateForm& form, const PublicKey& subject_key,
                       const PrivateKey& issuer_key, Hash hash) {
  const internal::X509Handle certificate(X509_new());
  X509* const made = certificate.get();
  TRENT_ASSERT(X509_set_version(made, X509_VERSION_3) == 1);
  TRENT_ASSERT(X509_set_pubkey(made, subject_key.pkey().handle.get()) == 1);
  set_serial_number(made);
  set_name(X509_get_subject_name(made), form.subject);
  set_name(X509_get_issuer_name(made), form.issuer);
  set_time(X509_getm_notBefore(made), form.not_before);
  set_time(X509_getm_notAfter(made), form.not_after);
  add_extensions(made, form, issuer_key);
  TRENT_ASSERT(X509_sign(made, issuer_key.pkey().handle.get(), internal::fetched(hash)) > 0);
  return der_of(made);
}

std::string pem_of_certificate(ByteView der) {
  const unsigned char* position = der.data();
  const internal::X509Handle certificate(
      d2i_X509(nullptr, &position, internal::int_size(der.size())));
  const internal::BioHandle pem(BIO_new(BIO_s_mem()));
  TRENT_ASSERT(PEM_write_bio_X509(pem.get(), certificate.get()) == 1);
  char* text = nullptr;
  const long size_bytes = BIO_get_mem_data(pem.get(), &text);
  return {text, static_cast<std::size_t>(size_bytes)};
}

Bytes sign_raw_ecdsa(const PrivateKey& key, Hash hash, ByteView message) {
  const Bytes der = sign(key, {SignatureScheme::Ecdsa, hash}, Signed::Message, message).value();
  const unsigned char* position = der.data();
  const internal::EcdsaSignatureHandle signature(
      d2i_ECDSA_SIG(nullptr, &position, internal::int_size(der.size())));
  const int half_bytes = (EVP_PKEY_get_bits(key.pkey().handle.get()) + 7) / 8;
  Bytes raw(static_cast<std::size_t>(2 * half_bytes));
  const std::array halves{ECDSA_SIG_get0_r(signature.get()), ECDSA_SIG_get0_s(signature.get())};
  for (std::size_t i = 0; i < halves.size(); ++i)
    TRENT_ASSERT(BN_bn2binpad(halves[i], raw.data() + i * static_cast<std::size_t>(half_bytes),
                              half_bytes) == half_bytes);
  return raw;
}

}  // namespace trent::crypto::testing
