#include "crypto/raw_ecdsa.h"

#include <openssl/ec.h>

#include "base/assert.h"
#include "crypto/internal/openssl_handles.h"
#include "crypto/internal/pkey.h"
#include "crypto/signatures.h"

namespace trent::crypto {
namespace {

internal::BignumHandle number(ByteView bytes) {
  internal::BignumHandle value(BN_bin2bn(bytes.data(), internal::int_size(bytes.size()), nullptr));
  TRENT_ASSERT(value != nullptr);
  return value;
}

// The form that crypto::verify takes: SEQUENCE { INTEGER r, INTEGER s }.
Bytes der_of(ByteView r, ByteView s) {
  const internal::EcdsaSignatureHandle signature(ECDSA_SIG_new());
  TRENT_ASSERT(ECDSA_SIG_set0(signature.get(), number(r).release(), number(s).release()) == 1);
  const int size_bytes = i2d_ECDSA_SIG(signature.get(), nullptr);
  TRENT_ASSERT(size_bytes > 0);
  Bytes der(static_cast<std::size_t>(size_bytes));
  unsigned char* position = der.data();
  TRENT_ASSERT(i2d_ECDSA_SIG(signature.get(), &position) == size_bytes);
  return der;
}

}  // namespace

bool verify_raw_ecdsa(const PublicKey& key, Hash hash, ByteView message, ByteView signature) {
  const int bits = EVP_PKEY_get_bits(key.pkey().handle.get());
  const std::size_t half_bytes = static_cast<std::size_t>(bits + 7) / 8;
  if (signature.size() != 2 * half_bytes) return false;
  const Bytes der = der_of(signature.first(half_bytes), signature.last(half_bytes));
  return verify(key, {SignatureScheme::Ecdsa, hash}, Signed::Message, message, der);
}

}  // namespace trent::crypto
