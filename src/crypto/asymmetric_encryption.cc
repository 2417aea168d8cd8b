#include "crypto/asymmetric_encryption.h"

#include <openssl/asn1.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "base/assert.h"
#include "crypto/internal/hashes.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/pkey.h"

namespace trent::crypto {
namespace {

void free_sequence(ASN1_SEQUENCE_ANY* sequence) { sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free); }
using SequenceHandle = std::unique_ptr<ASN1_SEQUENCE_ANY, internal::FreeWith<free_sequence>>;

void set_oaep(EVP_PKEY_CTX* context, Hash hash) {
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1);
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_oaep_md(context, internal::fetched(hash)) == 1);
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_mgf1_md(context, internal::fetched(hash)) == 1);
}

// OpenSSL's reader of SM2 ciphertexts ignores what stands behind one.
bool is_one_sequence(ByteView bytes) {
  const unsigned char* position = bytes.data();
  const SequenceHandle sequence(
      d2i_ASN1_SEQUENCE_ANY(nullptr, &position, static_cast<long>(bytes.size())));
  return sequence != nullptr && position == bytes.data() + bytes.size();
}

}  // namespace

Result<Bytes> encrypt_rsa_oaep(const PublicKey& key, Hash hash, ByteView plaintext) {
  const auto context = internal::new_context(key.pkey());
  TRENT_ASSERT(EVP_PKEY_encrypt_init(context.get()) == 1);
  set_oaep(context.get(), hash);
  Bytes ciphertext(key.block_bytes());
  std::size_t size_bytes = ciphertext.size();
  if (EVP_PKEY_encrypt(context.get(), ciphertext.data(), &size_bytes, plaintext.data(),
                       plaintext.size()) != 1) {
    internal::forget_openssl_errors();
    return fail(ErrorCode::Validation, "The plaintext is too long for the public key.");
  }
  return ciphertext;
}

Result<SecretBytes> decrypt_rsa_oaep(const PrivateKey& key, Hash hash, ByteView ciphertext) {
  SecretBytes plaintext(key.public_key().block_bytes());
  // RFC 8017, 7.1.2, step 1b. OpenSSL would take a shorter one for a number.
  if (ciphertext.size() != plaintext.size_bytes())
    return fail_silently(ErrorCode::InvalidCiphertext);
  const auto context = internal::new_context(key.pkey());
  TRENT_ASSERT(EVP_PKEY_decrypt_init(context.get()) == 1);
  set_oaep(context.get(), hash);
  std::size_t size_bytes = plaintext.size_bytes();
  if (EVP_PKEY_decrypt(context.get(), plaintext.reveal_mutable().data(), &size_bytes,
                       ciphertext.data(), ciphertext.size()) != 1)
    return internal::fail_as_invalid_ciphertext();
  plaintext.shrink_to(size_bytes);
  return plaintext;
}

Result<Bytes> encrypt_sm2(const PublicKey& key, ByteView plaintext) {
  const auto context = internal::new_context(key.pkey());
  std::size_t size_bytes = 0;
  if (EVP_PKEY_encrypt_init(context.get()) != 1 ||
      EVP_PKEY_encrypt(context.get(), nullptr, &size_bytes, plaintext.data(), plaintext.size()) !=
          1)
    return internal::fail_with_openssl_errors("preparing SM2 encryption");
  Bytes ciphertext(size_bytes);
  if (EVP_PKEY_encrypt(context.get(), ciphertext.data(), &size_bytes, plaintext.data(),
                       plaintext.size()) != 1)
    return internal::fail_with_openssl_errors("SM2 encryption");
  ciphertext.resize(size_bytes);
  return ciphertext;
}

Result<SecretBytes> decrypt_sm2(const PrivateKey& key, ByteView ciphertext) {
  if (!is_one_sequence(ciphertext)) return internal::fail_as_invalid_ciphertext();
  const auto context = internal::new_context(key.pkey());
  // The plaintext is shorter than the ciphertext around it.
  SecretBytes plaintext(ciphertext.size());
  std::size_t size_bytes = plaintext.size_bytes();
  if (EVP_PKEY_decrypt_init(context.get()) != 1 ||
      EVP_PKEY_decrypt(context.get(), plaintext.reveal_mutable().data(), &size_bytes,
                       ciphertext.data(), ciphertext.size()) != 1)
    return internal::fail_as_invalid_ciphertext();
  plaintext.shrink_to(size_bytes);
  return plaintext;
}

}  // namespace trent::crypto
