#include "crypto/key_agreement.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include <array>

#include "base/assert.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/pkey.h"

namespace trent::crypto {
namespace {

using internal::PkeyContextHandle;
using GroupHandle = std::unique_ptr<EC_GROUP, internal::FreeWith<EC_GROUP_free>>;
using PointHandle = std::unique_ptr<EC_POINT, internal::FreeWith<EC_POINT_clear_free>>;
using SecretBignumHandle = std::unique_ptr<BIGNUM, internal::FreeWith<BN_clear_free>>;

std::unexpected<Error> no_shared_point() {
  internal::forget_openssl_errors();
  return fail(ErrorCode::Validation, "");
}

PkeyContextHandle context_for(EVP_PKEY* key) {
  PkeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  TRENT_ASSERT(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1);
  return context;
}

Result<SecretBytes> derive(EVP_PKEY* ours, EVP_PKEY* theirs) {
  const PkeyContextHandle context = context_for(ours);
  std::size_t size_bytes = 0;
  if (EVP_PKEY_derive_set_peer(context.get(), theirs) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &size_bytes) != 1)
    return no_shared_point();
  SecretBytes secret(size_bytes);
  if (EVP_PKEY_derive(context.get(), secret.reveal_mutable().data(), &size_bytes) != 1)
    return no_shared_point();
  TRENT_ASSERT(size_bytes == secret.size_bytes());
  return secret;
}

// The steps of ECDH by hand: OpenSSL has it for keys of type EC only, which may not be on the SM2
// curve. The multiplication is OpenSSL's ladder, in constant time.
Result<SecretBytes> derive_on_sm2(EVP_PKEY* ours, EVP_PKEY* theirs) {
  constexpr int field_bytes = 32;
  const GroupHandle group(EC_GROUP_new_by_curve_name(NID_sm2));
  const PointHandle point(EC_POINT_new(group.get()));
  BIGNUM* scalar = nullptr;
  TRENT_ASSERT(EVP_PKEY_get_bn_param(ours, OSSL_PKEY_PARAM_PRIV_KEY, &scalar) == 1);
  const SecretBignumHandle our_scalar(scalar);
  BN_set_flags(scalar, BN_FLG_CONSTTIME);
  std::array<unsigned char, 1 + 2 * field_bytes> encoded{};
  std::size_t size_bytes = 0;
  const SecretBignumHandle x(BN_secure_new());
  SecretBytes secret(field_bytes);
  if (EVP_PKEY_get_octet_string_param(theirs, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, encoded.data(),
                                      encoded.size(), &size_bytes) != 1 ||
      EC_POINT_oct2point(group.get(), point.get(), encoded.data(), size_bytes, nullptr) != 1 ||
      EC_POINT_mul(group.get(), point.get(), nullptr, point.get(), scalar, nullptr) != 1 ||
      EC_POINT_get_affine_coordinates(group.get(), point.get(), x.get(), nullptr, nullptr) != 1 ||
      BN_bn2binpad(x.get(), secret.reveal_mutable().data(), field_bytes) != field_bytes)
    return no_shared_point();
  return secret;
}

}  // namespace

Result<SecretBytes> ecdh(const PrivateKey& ours, const PublicKey& theirs) {
  TRENT_ASSERT(ours.type() == theirs.type());
  const auto derive_secret = ours.type() == KeyType::Sm2 ? derive_on_sm2 : derive;
  return derive_secret(ours.pkey().handle.get(), theirs.pkey().handle.get());
}

Result<Encapsulated> encapsulate(const PublicKey& key) {
  const auto context = internal::new_context(key.pkey());
  std::size_t ciphertext_bytes = 0;
  std::size_t secret_bytes = 0;
  if (EVP_PKEY_encapsulate_init(context.get(), nullptr) != 1 ||
      EVP_PKEY_encapsulate(context.get(), nullptr, &ciphertext_bytes, nullptr, &secret_bytes) != 1)
    return internal::fail_with_openssl_errors("preparing ML-KEM encapsulation");
  Encapsulated made{SecretBytes(secret_bytes), Bytes(ciphertext_bytes)};
  if (EVP_PKEY_encapsulate(context.get(), made.ciphertext.data(), &ciphertext_bytes,
                           made.shared_secret.reveal_mutable().data(), &secret_bytes) != 1)
    return internal::fail_with_openssl_errors("ML-KEM encapsulation");
  return made;
}

Result<SecretBytes> decapsulate(const PrivateKey& key, ByteView ciphertext) {
  constexpr std::size_t secret_bytes = 32;
  const auto context = internal::new_context(key.pkey());
  SecretBytes secret(secret_bytes);
  std::size_t size_bytes = secret.size_bytes();
  if (EVP_PKEY_decapsulate_init(context.get(), nullptr) != 1 ||
      EVP_PKEY_decapsulate(context.get(), secret.reveal_mutable().data(), &size_bytes,
                           ciphertext.data(), ciphertext.size()) != 1)
    return internal::fail_as_invalid_ciphertext();
  TRENT_ASSERT(size_bytes == secret_bytes);
  return secret;
}

}  // namespace trent::crypto
