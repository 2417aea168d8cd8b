#include "crypto/asymmetric_keys.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <array>
#include <cstring>

#include "base/assert.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/pkey.h"

namespace trent::crypto {
namespace {

using internal::Pkey;
using internal::PkeyHandle;

// More than the PKCS #8 form of a 4096-bit RSA key (2.4 KB).
constexpr std::size_t kPkcs8BytesMax = 8192;

constexpr std::size_t kMlDsaSeedBytes = 32;
constexpr std::size_t kMlKemSeedBytes = 64;

std::shared_ptr<const Pkey> owned(KeyType type, PkeyHandle handle) {
  return std::make_shared<const Pkey>(type, std::move(handle));
}

int modulus_bits(KeyType type) {
  switch (type) {
    case KeyType::Rsa2048: return 2048;
    case KeyType::Rsa3072: return 3072;
    default: return 4096;
  }
}

bool is_on_group(EVP_PKEY* key, const char* group) {
  std::array<char, 64> name{};
  std::size_t size_bytes = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size_bytes) != 1) return false;
  int explicit_parameters = 0;
  EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                         &explicit_parameters);
  return explicit_parameters == 0 && std::strcmp(name.data(), group) == 0;
}

bool is_of_type(EVP_PKEY* key, KeyType type) {
  const internal::KeyTypeNames names = internal::names_of(type);
  if (EVP_PKEY_is_a(key, names.algorithm) != 1) return false;
  if (internal::is_rsa(type)) return EVP_PKEY_get_bits(key) == modulus_bits(type);
  return names.group == nullptr || is_on_group(key, names.group);
}

// None when `der` is not exactly one private key of the algorithm.
PkeyHandle decode_pkcs8(const char* algorithm, ByteView der) {
  EVP_PKEY* parsed = nullptr;
  const internal::DecoderContextHandle decoder(OSSL_DECODER_CTX_new_for_pkey(
      &parsed, "DER", "PrivateKeyInfo", algorithm, EVP_PKEY_KEYPAIR, nullptr, nullptr));
  TRENT_ASSERT(decoder != nullptr);
  const unsigned char* position = der.data();
  std::size_t left_bytes = der.size();
  const bool decoded = OSSL_DECODER_from_data(decoder.get(), &position, &left_bytes) == 1;
  PkeyHandle key(parsed);
  return decoded && left_bytes == 0 ? std::move(key) : nullptr;
}

bool has_two_primes(EVP_PKEY* key) {
  BIGNUM* third = nullptr;
  const bool multi = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_FACTOR3, &third) == 1;
  BN_clear_free(third);
  return !multi;
}

bool parts_belong_together(EVP_PKEY* key, KeyType type) {
  if (internal::is_rsa(type) && !has_two_primes(key)) return false;
  const internal::PkeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  TRENT_ASSERT(context != nullptr);
  return EVP_PKEY_check(context.get()) == 1;
}

// Keys that are a seed: PrivateKeyInfo with privateKey = [0] IMPLICIT OCTET STRING (RFC 9881 and
// RFC 9935, the "seed" choice). OpenSSL's encoder would add the expanded key.
struct SeedFormat {
  KeyType type;
  std::uint8_t oid_arc;  // of 2.16.840.1.101.3.4
  std::uint8_t oid_leaf;
  std::size_t seed_bytes;
};

constexpr std::array kSeedFormats{
    SeedFormat{KeyType::MlDsa44, 3, 17, kMlDsaSeedBytes},
    SeedFormat{KeyType::MlDsa65, 3, 18, kMlDsaSeedBytes},
    SeedFormat{KeyType::MlDsa87, 3, 19, kMlDsaSeedBytes},
    SeedFormat{KeyType::MlKem512, 4, 1, kMlKemSeedBytes},
    SeedFormat{KeyType::MlKem768, 4, 2, kMlKemSeedBytes},
    SeedFormat{KeyType::MlKem1024, 4, 3, kMlKemSeedBytes},
};

SecretBytes pkcs8_of_seed(const Pkey& key, const SeedFormat& format) {
  const auto seed_bytes = static_cast<std::uint8_t>(format.seed_bytes);
  const std::array<std::uint8_t, 22> head{
      0x30,           static_cast<std::uint8_t>(seed_bytes + 20),  // SEQUENCE
      0x02,           0x01,
      0x00,  // version 0
      0x30,           0x0b,
      0x06,           0x09,
      0x60,           0x86,
      0x48,           0x01,
      0x65,           0x03,
      0x04,                                                       // AlgorithmIdentifier
      format.oid_arc, format.oid_leaf,                            //
      0x04,           static_cast<std::uint8_t>(seed_bytes + 2),  // privateKey
      0x80,           seed_bytes};                                // [0] seed
  SecretBytes der(head.size() + format.seed_bytes);
  std::ranges::copy(head, der.reveal_mutable().begin());
  std::size_t size_bytes = 0;
  TRENT_ASSERT(EVP_PKEY_get_octet_string_param(key.handle.get(), OSSL_PKEY_PARAM_ML_KEM_SEED,
                                               der.reveal_mutable().subspan(head.size()).data(),
                                               format.seed_bytes, &size_bytes) == 1 &&
               size_bytes == format.seed_bytes);
  return der;
}

SecretBytes encoded_pkcs8(const Pkey& key) {
  const internal::EncoderContextHandle encoder(OSSL_ENCODER_CTX_new_for_pkey(
      key.handle.get(), EVP_PKEY_KEYPAIR, "DER", "PrivateKeyInfo", nullptr));
  TRENT_ASSERT(encoder != nullptr);
  // Into our own buffer: one that OpenSSL makes would be ours to wipe.
  SecretBytes der(kPkcs8BytesMax);
  unsigned char* position = der.reveal_mutable().data();
  std::size_t room_bytes = der.size_bytes();
  TRENT_ASSERT(OSSL_ENCODER_to_data(encoder.get(), &position, &room_bytes) == 1);
  der.shrink_to(der.size_bytes() - room_bytes);
  return der;
}

PkeyHandle generate_pkey(KeyType type) {
  const internal::KeyTypeNames names = internal::names_of(type);
  if (internal::is_rsa(type))
    return PkeyHandle(EVP_RSA_gen(static_cast<unsigned>(modulus_bits(type))));
  if (std::strcmp(names.algorithm, "EC") == 0) return PkeyHandle(EVP_EC_gen(names.group));
  return PkeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, names.algorithm));
}

}  // namespace

Result<PublicKey> PublicKey::from_spki(KeyType type, ByteView spki) {
  const unsigned char* position = spki.data();
  PkeyHandle key(
      d2i_PUBKEY_ex(nullptr, &position, internal::int_size(spki.size()), nullptr, nullptr));
  const bool whole = position == spki.data() + spki.size();
  internal::forget_openssl_errors();
  if (key == nullptr || !whole || !is_of_type(key.get(), type))
    return fail(ErrorCode::Validation, "");
  return PublicKey(owned(type, std::move(key)));
}

KeyType PublicKey::type() const { return pkey_->type; }

Bytes PublicKey::spki() const {
  const int size_bytes = i2d_PUBKEY(pkey_->handle.get(), nullptr);
  TRENT_ASSERT(size_bytes > 0);
  Bytes spki(static_cast<std::size_t>(size_bytes));
  unsigned char* position = spki.data();
  TRENT_ASSERT(i2d_PUBKEY(pkey_->handle.get(), &position) == size_bytes);
  return spki;
}

std::size_t PublicKey::block_bytes() const {
  return static_cast<std::size_t>(EVP_PKEY_get_size(pkey_->handle.get()));
}

Result<PrivateKey> PrivateKey::generate(KeyType type) {
  PkeyHandle key = generate_pkey(type);
  if (key == nullptr) return internal::fail_with_openssl_errors("generating a key pair");
  return PrivateKey(owned(type, std::move(key)));
}

Result<PrivateKey> PrivateKey::from_pkcs8(KeyType type, const SecretBytes& der) {
  PkeyHandle key = decode_pkcs8(internal::names_of(type).algorithm, der.reveal());
  if (key == nullptr || !is_of_type(key.get(), type))
    return internal::fail_with_openssl_errors("reading a private key");
  return PrivateKey(owned(type, std::move(key)));
}

Result<PrivateKey> PrivateKey::from_foreign_pkcs8(KeyType type, const SecretBytes& encoded) {
  PkeyHandle key = decode_pkcs8(internal::names_of(type).algorithm, encoded.reveal());
  const bool fits =
      key != nullptr && is_of_type(key.get(), type) && parts_belong_together(key.get(), type);
  internal::forget_openssl_errors();
  if (!fits) return fail_silently(ErrorCode::IncorrectKeyMaterial);
  return PrivateKey(owned(type, std::move(key)));
}

KeyType PrivateKey::type() const { return pkey_->type; }

SecretBytes PrivateKey::pkcs8() const {
  const auto format = std::ranges::find(kSeedFormats, type(), &SeedFormat::type);
  return format == kSeedFormats.end() ? encoded_pkcs8(*pkey_) : pkcs8_of_seed(*pkey_, *format);
}

}  // namespace trent::crypto
