#include "crypto/rsa.h"

#include <openssl/rsa.h>

#include "base/assert.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto {

struct RsaPrivateKey::Handle {
  internal::PkeyHandle key;
};

namespace {

// More than the PKCS #8 form of a 4096-bit key (2.4 KB).
constexpr std::size_t kPrivateKeyDerBytesMax = 8192;

const EVP_MD* fetch(const char* name) {
  const EVP_MD* const digest = EVP_MD_fetch(nullptr, name, nullptr);
  TRENT_ASSERT(digest != nullptr);
  return digest;
}

const EVP_MD* fetched_digest(OaepHash hash) {
  static const EVP_MD* const sha1 = fetch("SHA1");
  static const EVP_MD* const sha256 = fetch("SHA2-256");
  return hash == OaepHash::Sha1 ? sha1 : sha256;
}

internal::PkeyContextHandle new_context(EVP_PKEY* key) {
  internal::PkeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  TRENT_ASSERT(context != nullptr);
  return context;
}

void set_oaep(EVP_PKEY_CTX* context, OaepHash hash) {
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1);
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_oaep_md(context, fetched_digest(hash)) == 1);
  TRENT_ASSERT(EVP_PKEY_CTX_set_rsa_mgf1_md(context, fetched_digest(hash)) == 1);
}

std::size_t modulus_bytes_of(const EVP_PKEY* key) {
  return static_cast<std::size_t>(EVP_PKEY_get_size(key));
}

// None when `spki` is not exactly one RSA public key.
internal::PkeyHandle parse_public_key(ByteView spki) {
  const unsigned char* position = spki.data();
  internal::PkeyHandle key(
      d2i_PUBKEY_ex(nullptr, &position, internal::int_size(spki.size()), nullptr, nullptr));
  const bool whole = position == spki.data() + spki.size();
  if (key == nullptr || !whole || EVP_PKEY_is_a(key.get(), "RSA") != 1) return nullptr;
  return key;
}

// None when `der` is not exactly one RSA key as PKCS #8.
internal::PkeyHandle parse_private_key(ByteView der) {
  EVP_PKEY* parsed = nullptr;
  const internal::DecoderContextHandle decoder(OSSL_DECODER_CTX_new_for_pkey(
      &parsed, "DER", "PrivateKeyInfo", "RSA", EVP_PKEY_KEYPAIR, nullptr, nullptr));
  TRENT_ASSERT(decoder != nullptr);
  const unsigned char* position = der.data();
  std::size_t left_bytes = der.size();
  const bool decoded = OSSL_DECODER_from_data(decoder.get(), &position, &left_bytes) == 1;
  internal::PkeyHandle key(parsed);
  return decoded && left_bytes == 0 ? std::move(key) : nullptr;
}

}  // namespace

RsaPrivateKey::RsaPrivateKey(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
RsaPrivateKey::RsaPrivateKey(RsaPrivateKey&&) noexcept = default;
RsaPrivateKey& RsaPrivateKey::operator=(RsaPrivateKey&&) noexcept = default;
RsaPrivateKey::~RsaPrivateKey() = default;

Result<RsaPrivateKey> RsaPrivateKey::generate(unsigned modulus_bits) {
  TRENT_ASSERT(modulus_bits == 2048 || modulus_bits == 3072 || modulus_bits == 4096);
  internal::PkeyHandle key(EVP_RSA_gen(modulus_bits));
  if (key == nullptr) return internal::fail_with_openssl_errors("generating an RSA key pair");
  return RsaPrivateKey(std::make_unique<Handle>(std::move(key)));
}

Result<RsaPrivateKey> RsaPrivateKey::from_der(const SecretBytes& der) {
  internal::PkeyHandle key = parse_private_key(der.reveal());
  if (key == nullptr) return internal::fail_with_openssl_errors("reading an RSA private key");
  return RsaPrivateKey(std::make_unique<Handle>(std::move(key)));
}

SecretBytes RsaPrivateKey::to_der() const {
  const internal::EncoderContextHandle encoder(OSSL_ENCODER_CTX_new_for_pkey(
      handle_->key.get(), EVP_PKEY_KEYPAIR, "DER", "PrivateKeyInfo", nullptr));
  TRENT_ASSERT(encoder != nullptr);
  // Into our own buffer: one that OpenSSL makes would be ours to wipe.
  SecretBytes der(kPrivateKeyDerBytesMax);
  unsigned char* position = der.reveal_mutable().data();
  std::size_t room_bytes = der.size_bytes();
  TRENT_ASSERT(OSSL_ENCODER_to_data(encoder.get(), &position, &room_bytes) == 1);
  der.shrink_to(der.size_bytes() - room_bytes);
  return der;
}

Bytes RsaPrivateKey::public_key_spki() const {
  const int size_bytes = i2d_PUBKEY(handle_->key.get(), nullptr);
  TRENT_ASSERT(size_bytes > 0);
  Bytes spki(static_cast<std::size_t>(size_bytes));
  unsigned char* position = spki.data();
  TRENT_ASSERT(i2d_PUBKEY(handle_->key.get(), &position) == size_bytes);
  return spki;
}

std::size_t RsaPrivateKey::modulus_bytes() const { return modulus_bytes_of(handle_->key.get()); }

Result<SecretBytes> RsaPrivateKey::decrypt_oaep(OaepHash hash, ByteView ciphertext) const {
  // RFC 8017, 7.1.2, step 1b. OpenSSL would take a shorter one for a number.
  if (ciphertext.size() != modulus_bytes()) return fail_silently(ErrorCode::InvalidCiphertext);
  const auto context = new_context(handle_->key.get());
  TRENT_ASSERT(EVP_PKEY_decrypt_init(context.get()) == 1);
  set_oaep(context.get(), hash);
  SecretBytes plaintext(modulus_bytes());
  std::size_t size_bytes = plaintext.size_bytes();
  if (EVP_PKEY_decrypt(context.get(), plaintext.reveal_mutable().data(), &size_bytes,
                       ciphertext.data(), ciphertext.size()) != 1)
    return internal::fail_as_invalid_ciphertext();
  plaintext.shrink_to(size_bytes);
  return plaintext;
}

Result<Bytes> rsa_encrypt_oaep(ByteView spki, OaepHash hash, ByteView plaintext) {
  const internal::PkeyHandle key = parse_public_key(spki);
  if (key == nullptr) {
    internal::forget_openssl_errors();
    return fail(ErrorCode::Validation, "The public key is not an RSA public key.");
  }
  const auto context = new_context(key.get());
  TRENT_ASSERT(EVP_PKEY_encrypt_init(context.get()) == 1);
  set_oaep(context.get(), hash);
  Bytes ciphertext(modulus_bytes_of(key.get()));
  std::size_t size_bytes = ciphertext.size();
  if (EVP_PKEY_encrypt(context.get(), ciphertext.data(), &size_bytes, plaintext.data(),
                       plaintext.size()) != 1) {
    internal::forget_openssl_errors();
    return fail(ErrorCode::Validation, "The plaintext is too long for the public key.");
  }
  return ciphertext;
}

}  // namespace trent::crypto
