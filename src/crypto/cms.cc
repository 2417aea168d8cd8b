#include "crypto/cms.h"

#include <openssl/cms.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>

#include "base/assert.h"
#include "crypto/hash.h"
#include "crypto/internal/hashes.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/openssl_handles.h"
#include "crypto/internal/pkey.h"

namespace trent::crypto {
namespace {

// CMS_STREAM leaves the content for later, which also makes the lengths indefinite.
constexpr unsigned kFlags = CMS_STREAM | CMS_BINARY;

// OpenSSL takes a recipient as a certificate only. This one is never seen: it carries the key and
// the identifier.
internal::X509Handle certificate_for(const PublicKey& recipient) {
  internal::X509Handle certificate(X509_new());
  TRENT_ASSERT(X509_set_pubkey(certificate.get(), recipient.pkey().handle.get()) == 1);
  const Bytes identifier = digest(Hash::Sha256, recipient.spki());
  const internal::OctetStringHandle text(ASN1_OCTET_STRING_new());
  TRENT_ASSERT(ASN1_OCTET_STRING_set(text.get(), identifier.data(),
                                     internal::int_size(identifier.size())) == 1);
  TRENT_ASSERT(X509_add1_ext_i2d(certificate.get(), NID_subject_key_identifier, text.get(), 0,
                                 X509V3_ADD_DEFAULT) == 1);
  return certificate;
}

// None when the key does not work.
CMS_RecipientInfo* add_recipient(CMS_ContentInfo* envelope, const PublicKey& recipient) {
  CMS_RecipientInfo* const info = CMS_add1_recipient_cert(
      envelope, certificate_for(recipient).get(), kFlags | CMS_USE_KEYID | CMS_KEY_PARAM);
  if (info == nullptr) return nullptr;
  EVP_PKEY_CTX* const context = CMS_RecipientInfo_get0_pkey_ctx(info);
  const EVP_MD* const hash = internal::fetched(Hash::Sha256);
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1);
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_oaep_md(context, hash) == 1);
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1);
  return info;
}

// RSAES-OAEP-params with SHA-256 for both. OpenSSL leaves the parameters of SHA-256 out; AWS writes
// them as NULL, as RFC 4055 section 2.1 has it, and there are clients that compare.
constexpr std::array<std::uint8_t, 49> kOaepParameters{
    0x30, 0x2f,                                                  //
    0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,  // [0] hashAlgorithm: SHA-256
    0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,                    //
    0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,  // [1] maskGenAlgorithm: MGF1
    0xf7, 0x0d, 0x01, 0x01, 0x08,                                //
    0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,  // with SHA-256
    0x04, 0x02, 0x01, 0x05, 0x00};

void write_parameters_as_aws(CMS_RecipientInfo* info) {
  X509_ALGOR* algorithm = nullptr;
  TRENT_ASSERT(CMS_RecipientInfo_ktri_get0_algs(info, nullptr, nullptr, &algorithm) == 1);
  ASN1_STRING* const parameters = ASN1_STRING_new();
  TRENT_ASSERT(ASN1_STRING_set(parameters, kOaepParameters.data(),
                               internal::int_size(kOaepParameters.size())) == 1);
  TRENT_ASSERT(
      X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_rsaesOaep), V_ASN1_SEQUENCE, parameters) == 1);
}

// A chain of filters in front of `out`, which it does not own.
struct PopFilters {
  BIO* out;
  void operator()(BIO* filters) const {
    while (filters != nullptr && filters != out) {
      BIO* const next = BIO_pop(filters);
      BIO_free(filters);
      filters = next;
    }
  }
};

// Between the cipher and what writes a piece for whatever reaches it: the ciphertext becomes one
// piece, as AWS has it.
void collect_ciphertext(BIO* cipher, int size_bytes_max) {
  BIO* const encoder = BIO_pop(cipher);
  BIO* const buffer = BIO_new(BIO_f_buffer());
  TRENT_ASSERT(buffer != nullptr && BIO_set_write_buffer_size(buffer, size_bytes_max) == 1);
  BIO_push(cipher, BIO_push(buffer, encoder));
}

// Written to the filters by hand: i2d_CMS_bio_stream() would read the content into an array on the
// stack, which stays there.
bool write_envelope(CMS_ContentInfo* envelope, CMS_RecipientInfo* info, ByteView content,
                    BIO* out) {
  const std::unique_ptr<BIO, PopFilters> filters(BIO_new_CMS(out, envelope), PopFilters{out});
  if (filters == nullptr) return false;
  write_parameters_as_aws(info);
  const int size_bytes = internal::int_size(content.size());
  collect_ciphertext(filters.get(), size_bytes + EVP_MAX_BLOCK_LENGTH);
  return (content.empty() || BIO_write(filters.get(), content.data(), size_bytes) == size_bytes) &&
         BIO_flush(filters.get()) == 1;
}

Bytes content_of(BIO* memory) {
  char* text = nullptr;
  const long size_bytes = BIO_get_mem_data(memory, &text);
  TRENT_ASSERT(size_bytes > 0);
  const ByteView bytes = as_bytes({text, static_cast<std::size_t>(size_bytes)});
  return {bytes.begin(), bytes.end()};
}

}  // namespace

bool is_fit_for_envelopes(const PublicKey& key) {
  TRENT_ASSERT(key.type() == KeyType::Rsa2048);
  const auto context = internal::new_context(key.pkey());
  const bool fit = EVP_PKEY_public_check(context.get()) == 1;
  internal::forget_openssl_errors();
  return fit;
}

Result<Bytes> enveloped_for(const PublicKey& recipient, const SecretBytes& content) {
  TRENT_ASSERT(recipient.type() == KeyType::Rsa2048);
  const internal::CmsHandle envelope(CMS_encrypt(nullptr, nullptr, EVP_aes_256_cbc(), kFlags));
  const internal::BioHandle out(BIO_new(BIO_s_mem()));
  TRENT_ASSERT(envelope != nullptr && out != nullptr);
  CMS_RecipientInfo* const info = add_recipient(envelope.get(), recipient);
  if (info == nullptr || !write_envelope(envelope.get(), info, content.reveal(), out.get()))
    return internal::fail_with_openssl_errors("enveloping for a recipient");
  internal::forget_openssl_errors();
  return content_of(out.get());
}

}  // namespace trent::crypto
