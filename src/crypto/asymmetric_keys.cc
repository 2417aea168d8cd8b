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

// OpenSSL remembers how a key was encoded that it read, and would write it so again: without the
// public point, or with a compressed one.
void write_whole_points(EVP_PKEY* key) {
  TRENT_ASSERT(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                              OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) ==
                   1 &&
               EVP_PKEY_set_int_param(key, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, 1) == 1);
}

std::shared_ptr<const Pkey> owned(KeyType type, PkeyHandle handle) {
  if (internal::names_of(type).group != nullptr) write_whole_points(handle.get());
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

// The third encoding of ANSI X9.62, which OpenSSL reads and RFC 5480, 2.2 forbids.
bool has_hybrid_point(EVP_PKEY* key) {
  std::array<char, 64> format{};
  std::size_t size_bytes = 0;
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                        format.data(), format.size(), &size_bytes) == 1 &&
         std::strcmp(format.data(), OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_HYBRID) == 0;
}

bool is_of_type(EVP_PKEY* key, KeyType type) {
  const internal::KeyTypeNames names = internal::names_of(type);
  if (EVP_PKEY_is_a(key, names.algorithm) != 1) return false;
  if (internal::is_rsa(type)) return EVP_PKEY_get_bits(key) == modulus_bits(type);
  return names.group == nullptr || (is_on_group(key, names.group) && !has_hybrid_point(key));
}

bool names_group(const PKCS8_PRIV_KEY_INFO* info, const char* group) {
  const X509_ALGOR* algorithm = nullptr;
  int parameter_type = V_ASN1_UNDEF;
  const void* parameter = nullptr;
  if (PKCS8_pkey_get0(nullptr, nullptr, nullptr, &algorithm, info) != 1) return false;
  X509_ALGOR_get0(nullptr, &parameter_type, &parameter, algorithm);
  return parameter_type == V_ASN1_OBJECT &&
         OBJ_obj2nid(static_cast<const ASN1_OBJECT*>(parameter)) == OBJ_sn2nid(group);
}

// What OpenSSL's decoder does not look at: that it is this structure, and not ECPrivateKey or
// RSAPrivateKey; and the outer of the two curves that may be in it.
bool is_private_key_info(const char* group, ByteView encoded) {
  const unsigned char* position = encoded.data();
  const internal::PrivateKeyInfoHandle info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &position, internal::int_size(encoded.size())));
  return info != nullptr && position == encoded.data() + encoded.size() &&
         (group == nullptr || names_group(info.get(), group));
}

// None when `der` is not exactly one private key of the type's algorithm.
PkeyHandle decode_pkcs8(KeyType type, ByteView der) {
  const auto [algorithm, group] = internal::names_of(type);
  if (!is_private_key_info(group, der)) return nullptr;
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

// That it is on the curve is seen when a point is read; infinity is let pass.
bool has_a_point(EVP_PKEY* key, KeyType type) {
  if (internal::names_of(type).group == nullptr) return true;
  const internal::PkeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  TRENT_ASSERT(context != nullptr);
  const bool valid = EVP_PKEY_public_check_quick(context.get()) == 1;
  internal::forget_openssl_errors();
  return valid;
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

// The standards allow the expanded key without the seed, which cannot be had back from it.
bool has_its_seed(EVP_PKEY* key, KeyType type) {
  if (std::ranges::find(kSeedFormats, type, &SeedFormat::type) == kSeedFormats.end()) return true;
  std::size_t size_bytes = 0;
  return EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ML_KEM_SEED, nullptr, 0,
                                         &size_bytes) == 1;
}

SecretBytes pkcs8_of_seed(const Pkey& key, const SeedFormat& format) {
  const auto seed_bytes = static_cast<std::uint8_t>(format.seed_bytes);
  // clang-format off
  const std::array<std::uint8_t, 22> head{
      0x30, static_cast<std::uint8_t>(seed_bytes + 20),  // SEQUENCE
      0x02, 0x01, 0x00,                                  // version 0
      0x30, 0x0b, 0x06, 0x09,                            // AlgorithmIdentifier
      0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, format.oid_arc, format.oid_leaf,
      0x04, static_cast<std::uint8_t>(seed_bytes + 2),   // privateKey
      0x80, seed_bytes,                                  // [0] seed
  };
  // clang-format on
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

Bytes encoded_spki(EVP_PKEY* key) {
  const int size_bytes = i2d_PUBKEY(key, nullptr);
  TRENT_ASSERT(size_bytes > 0);
  Bytes spki(static_cast<std::size_t>(size_bytes));
  unsigned char* position = spki.data();
  TRENT_ASSERT(i2d_PUBKEY(key, &position) == size_bytes);
  return spki;
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
  internal::forget_openssl_errors();
  // OpenSSL takes much of BER, and some that is neither, but writes DER.
  if (key == nullptr || !is_of_type(key.get(), type) || !has_a_point(key.get(), type) ||
      !std::ranges::equal(encoded_spki(key.get()), spki))
    return fail(ErrorCode::Validation, "");
  return PublicKey(owned(type, std::move(key)));
}

KeyType PublicKey::type() const { return pkey_->type; }

Bytes PublicKey::spki() const { return encoded_spki(pkey_->handle.get()); }

std::size_t PublicKey::block_bytes() const {
  return static_cast<std::size_t>(EVP_PKEY_get_size(pkey_->handle.get()));
}

Result<PrivateKey> PrivateKey::generate(KeyType type) {
  PkeyHandle key = generate_pkey(type);
  if (key == nullptr) return internal::fail_with_openssl_errors("generating a key pair");
  return PrivateKey(owned(type, std::move(key)));
}

Result<PrivateKey> PrivateKey::from_pkcs8(KeyType type, const SecretBytes& der) {
  PkeyHandle key = decode_pkcs8(type, der.reveal());
  if (key == nullptr || !is_of_type(key.get(), type))
    return internal::fail_with_openssl_errors("reading a private key");
  return PrivateKey(owned(type, std::move(key)));
}

Result<PrivateKey> PrivateKey::from_foreign_pkcs8(KeyType type, const SecretBytes& encoded) {
  PkeyHandle key = decode_pkcs8(type, encoded.reveal());
  const bool fits = key != nullptr && is_of_type(key.get(), type) &&
                    has_its_seed(key.get(), type) && parts_belong_together(key.get(), type);
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
