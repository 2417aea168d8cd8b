// What people import and send us: keys that others encoded, right, oddly and wrongly.
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "base/encoding.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/internal/pkey.h"
#include "crypto/testing/der.h"
#include "crypto/testing/vectors.h"

namespace trent::crypto::testing {
namespace {

Result<PrivateKey> import(KeyType type, ByteView encoded) {
  auto key = PrivateKey::from_foreign_pkcs8(type, SecretBytes::copy_of(encoded));
  EXPECT_EQ(ERR_peek_error(), 0UL);
  return key;
}

void expect_refused(KeyType type, ByteView encoded) {
  const auto key = import(type, encoded);
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, ErrorCode::IncorrectKeyMaterial);
  EXPECT_FALSE(key.error().message.has_value());
}

// --- elliptic curves ----------------------------------------------------------------------------

// P-256 (SEC 2, 2.4.2).
constexpr const char* kPrime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
constexpr const char* kA = "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc";
constexpr const char* kB = "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b";
constexpr const char* kOrder = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr const char* kBasePoint =
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
constexpr const char* kBasePointCompressed =
    "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
// The other form of ANSI X9.62, which RFC 5480 forbids.
constexpr const char* kBasePointHybrid =
    "076b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
constexpr const char* kTwiceTheBasePoint =
    "047cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"
    "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1";
constexpr const char* kOne = "0000000000000000000000000000000000000000000000000000000000000001";

Bytes p256_key(const char* scalar) {
  return pkcs8(KeyType::P256, ec_private_key(from_hex(scalar)));
}
Bytes p256_key(const char* scalar, const char* point) {
  return pkcs8(KeyType::P256, ec_private_key(from_hex(scalar), from_hex(point)));
}

// ECParameters of P-256, spelt out (RFC 3279, 2.3.5).
Bytes explicit_p256() {
  const Bytes version = from_hex("020101");
  const Bytes prime_field = from_hex("06072a8648ce3d0101");
  const Bytes cofactor = from_hex("020101");
  return der(
      kSequence,
      {version, der(kSequence, {prime_field, der_unsigned(from_hex(kPrime))}),
       der(kSequence, {der(kOctetString, {from_hex(kA)}), der(kOctetString, {from_hex(kB)})}),
       der(kOctetString, {from_hex(kBasePoint)}), der_unsigned(from_hex(kOrder)), cofactor});
}

Bytes explicit_p256_algorithm() {
  const Bytes id_ec_public_key = from_hex("06072a8648ce3d0201");
  return der(kSequence, {id_ec_public_key, explicit_p256()});
}

// ECPrivateKey with its own parameters, the [0] that PKCS #8 makes superfluous.
Bytes ec_private_key_with_parameters(ByteView parameters) {
  const Bytes version = from_hex("020101");
  return der(kSequence, {version, der(kOctetString, {from_hex(kOne)}), der(0xa0, {parameters})});
}

TEST(ForeignEcKeys, APublicPointIsNotNeededButMustMatch) {
  const auto without = import(KeyType::P256, p256_key(kOne));
  ASSERT_TRUE(without.has_value());
  EXPECT_TRUE(hex(without->public_key().spki()).ends_with(kBasePoint));
  EXPECT_TRUE(import(KeyType::P256, p256_key(kOne, kBasePoint)).has_value());
  expect_refused(KeyType::P256, p256_key(kOne, kTwiceTheBasePoint));
}

TEST(ForeignEcKeys, AreWrittenWithAnUncompressedPointHoweverTheyCame) {
  const std::string expected = hex(p256_key(kOne, kBasePoint));
  for (const Bytes& encoded :
       {p256_key(kOne), p256_key(kOne, kBasePointCompressed), p256_key(kOne, kBasePoint)}) {
    const auto key = import(KeyType::P256, encoded);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(hex(key->pkcs8().reveal()), expected);
    EXPECT_EQ(hex(key->public_key().spki()), hex(spki(KeyType::P256, from_hex(kBasePoint))));
  }
}

TEST(ForeignEcKeys, ScalarsAreFromOneToTheOrder) {
  expect_refused(KeyType::P256, p256_key("0000000000000000000000000000000000000000000000000000000"
                                         "000000000"));
  expect_refused(KeyType::P256, p256_key(kOrder));
  expect_refused(KeyType::P256, p256_key(kPrime));
  Bytes largest = from_hex(kOrder);
  --largest.back();
  EXPECT_TRUE(import(KeyType::P256, pkcs8(KeyType::P256, ec_private_key(largest))).has_value());
}

TEST(ForeignEcKeys, ParametersAreTheNamedCurveAlone) {
  const Bytes named = from_hex("06082a8648ce3d030107");
  const Bytes other = from_hex("06052b8104000a");
  const auto key = [&](ByteView algorithm, const Bytes& parameters) {
    return pkcs8(algorithm, ec_private_key_with_parameters(parameters));
  };
  const Bytes p256 = algorithm_identifier(KeyType::P256);
  EXPECT_TRUE(import(KeyType::P256, key(p256, named)).has_value());
  EXPECT_FALSE(import(KeyType::P256, key(p256, other)).has_value());
  EXPECT_FALSE(import(KeyType::P256, key(p256, explicit_p256())).has_value());
  EXPECT_FALSE(
      import(KeyType::P256, pkcs8(explicit_p256_algorithm(), ec_private_key(from_hex(kOne)))));
  EXPECT_FALSE(import(KeyType::P256, key(explicit_p256_algorithm(), named)).has_value());
  const Bytes secp256k1 = algorithm_identifier(KeyType::Secp256k1);
  EXPECT_FALSE(import(KeyType::P256, key(secp256k1, named)).has_value());
  EXPECT_FALSE(import(KeyType::Secp256k1, key(secp256k1, named)).has_value());
  expect_refused(KeyType::P384, p256_key(kOne));
  expect_refused(KeyType::Secp256k1, p256_key(kOne));
  expect_refused(KeyType::Sm2, p256_key(kOne));
}

TEST(ForeignEcKeys, OnlyPkcs8IsTaken) {
  const Bytes named = from_hex("06082a8648ce3d030107");
  expect_refused(KeyType::P256, ec_private_key_with_parameters(named));
  expect_refused(KeyType::P256, spki(KeyType::P256, from_hex(kBasePoint)));
  expect_refused(KeyType::P256, {});
}

TEST(ForeignPublicKeys, PointsComeUncompressedOrCompressed) {
  for (const char* point : {kBasePoint, kBasePointCompressed}) {
    const auto key = PublicKey::from_spki(KeyType::P256, spki(KeyType::P256, from_hex(point)));
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(hex(key->spki()), hex(spki(KeyType::P256, from_hex(kBasePoint))));
  }
  const Bytes infinity(1);
  EXPECT_FALSE(PublicKey::from_spki(KeyType::P256, spki(KeyType::P256, infinity)).has_value());
  EXPECT_FALSE(PublicKey::from_spki(KeyType::P256, spki(KeyType::P256, from_hex(kBasePointHybrid)))
                   .has_value());
}

TEST(ForeignPublicKeys, ExplicitParametersAreRefused) {
  const Bytes no_unused_bits(1);
  const Bytes point = der(kBitString, {no_unused_bits, from_hex(kBasePoint)});
  const Bytes named = der(kSequence, {algorithm_identifier(KeyType::P256), point});
  const Bytes spelt_out = der(kSequence, {explicit_p256_algorithm(), point});
  EXPECT_TRUE(PublicKey::from_spki(KeyType::P256, named).has_value());
  EXPECT_FALSE(PublicKey::from_spki(KeyType::P256, spelt_out).has_value());
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

// --- RSA ----------------------------------------------------------------------------------------

// The numbers of RSAPrivateKey (RFC 8017, A.1.2) after its version.
using RsaNumbers = std::array<Bytes, 8>;
constexpr std::size_t kModulus = 0;

RsaNumbers numbers_of(const PrivateKey& key) {
  constexpr std::array names{OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
                             OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
                             OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
                             OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
  RsaNumbers numbers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    BIGNUM* number = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key.pkey().handle.get(), names[i], &number), 1);
    numbers[i].resize(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, numbers[i].data());
    BN_clear_free(number);
  }
  return numbers;
}

Bytes rsa_private_key(const RsaNumbers& numbers) {
  Bytes content = from_hex("020100");  // version 0: two primes
  for (const Bytes& number : numbers) content = joined({content, der_unsigned(number)});
  return der(kSequence, {content});
}

class ForeignRsaKeys : public ::testing::Test {
 protected:
  Bytes encoded(const RsaNumbers& numbers) const {
    return pkcs8(KeyType::Rsa2048, rsa_private_key(numbers));
  }

  const PrivateKey key_ = PrivateKey::generate(KeyType::Rsa2048).value();
  const RsaNumbers numbers_ = numbers_of(key_);
};

TEST_F(ForeignRsaKeys, AreTakenWhenEveryPartFits) {
  const Bytes whole = encoded(numbers_);
  EXPECT_EQ(hex(whole), hex(key_.pkcs8().reveal()));
  EXPECT_TRUE(import(KeyType::Rsa2048, whole).has_value());
}

TEST_F(ForeignRsaKeys, AreRefusedWhenAnyPartIsAnotherOrMissing) {
  for (std::size_t part = 0; part < numbers_.size(); ++part) {
    SCOPED_TRACE(part);
    RsaNumbers changed = numbers_;
    changed[part].back() ^= 2;
    expect_refused(KeyType::Rsa2048, encoded(changed));
    changed[part] = {0};
    expect_refused(KeyType::Rsa2048, encoded(changed));
  }
}

TEST_F(ForeignRsaKeys, OnlyPkcs8IsTaken) {
  expect_refused(KeyType::Rsa2048, rsa_private_key(numbers_));
  expect_refused(KeyType::Rsa2048, key_.public_key().spki());
}

TEST_F(ForeignRsaKeys, OnlyTheSizeThatWasAskedForIsTaken) {
  expect_refused(KeyType::Rsa3072, encoded(numbers_));
  for (const unsigned bits : {1024U, 2040U, 2056U}) {
    SCOPED_TRACE(bits);
    const internal::Pkey other{KeyType::Rsa2048, internal::PkeyHandle(EVP_RSA_gen(bits))};
    unsigned char* encoding = nullptr;
    const int size_bytes = i2d_PrivateKey(other.handle.get(), &encoding);
    ASSERT_GT(size_bytes, 0);
    const ByteView pkcs1(encoding, static_cast<std::size_t>(size_bytes));
    expect_refused(KeyType::Rsa2048, pkcs8(KeyType::Rsa2048, pkcs1));
    OPENSSL_free(encoding);
  }
}

// Of indefinite length, and with the octet string in two pieces (X.690, 8.1.3.6 and 8.7).
TEST_F(ForeignRsaKeys, BerIsTakenAsWellAsDer) {
  const Bytes version = from_hex("020100");
  const Bytes algorithm = algorithm_identifier(KeyType::Rsa2048);
  const Bytes inner = rsa_private_key(numbers_);
  const Bytes end = from_hex("0000");
  const auto whole = der(kOctetString, {inner});
  const auto pieces = joined({from_hex("2480"), der(kOctetString, {ByteView(inner).first(100)}),
                              der(kOctetString, {ByteView(inner).subspan(100)}), end});
  for (const Bytes& octets : {whole, pieces}) {
    const Bytes ber = joined({from_hex("3080"), version, algorithm, octets, end});
    const auto key = import(KeyType::Rsa2048, ber);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(hex(key->pkcs8().reveal()), hex(encoded(numbers_)));
    expect_refused(KeyType::Rsa2048, joined({ber, end}));
    expect_refused(KeyType::Rsa2048, ByteView(ber).first(ber.size() - end.size()));
  }
}

// Each key of a file of Wycheproof's once.
void for_each_key(const char* file, const std::function<void(KeyType, const Bytes&)>& use) {
  const auto contents =
      read_vectors(std::filesystem::path("wycheproof") / (std::string(file) + "_test.json"));
  if (!contents) GTEST_SKIP() << file << " is not here; set TRENT_VECTORS";
  const json::value vectors = json::parse(*contents);
  for (const json::value& group : vectors.at("testGroups").as_array()) {
    const json::object& object = group.as_object();
    use(rsa_type(number(object, "keySize")).value(), bytes(object, "privateKeyPkcs8"));
  }
}

TEST(ForeignRsaKeysOfWycheproof, WithTwoPrimesAreTakenWithSmallExponentsToo) {
  for_each_key("rsa_pkcs1_2048_sig_gen", [](KeyType type, const Bytes& encoded) {
    EXPECT_TRUE(import(type, encoded).has_value());
  });
}

TEST(ForeignRsaKeysOfWycheproof, WithThreePrimesAreRefused) {
  for (const char* file :
       {"rsa_three_primes_oaep_2048_sha1_mgf1sha1", "rsa_three_primes_oaep_3072_sha224_mgf1sha224",
        "rsa_three_primes_oaep_4096_sha256_mgf1sha256"})
    for_each_key(file, expect_refused);
}

// --- Ed25519 ------------------------------------------------------------------------------------

// RFC 8410, 10.3: the second version of PKCS #8, with attributes and the public key.
TEST(ForeignEd25519Keys, ComeInTheSecondVersionToo) {
  const Bytes seed = from_hex("d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842");
  const Bytes version = from_hex("020101");
  const Bytes attributes =
      from_hex("a01f301d060a2a864886f70d01090914310f0c0d437572646c6520436861697273");
  const std::string point = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
  const Bytes private_key = der(kOctetString, {der(kOctetString, {seed})});
  const auto key = import(KeyType::Ed25519,
                          der(kSequence, {version, algorithm_identifier(KeyType::Ed25519),
                                          private_key, attributes, from_hex("812100" + point)}));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(hex(key->public_key().spki()), hex(spki(KeyType::Ed25519, from_hex(point))));
  EXPECT_EQ(hex(key->pkcs8().reveal()), hex(pkcs8(KeyType::Ed25519, der(kOctetString, {seed}))));
}

// --- keys that are a seed -----------------------------------------------------------------------

// What pkcs8() writes, and GenerateDataKeyPair hands out, is the seed: a key without it could be
// used, but never be written again.
TEST(ForeignSeedKeys, AreRefusedAsTheirExpansionAlone) {
  for (const KeyType type : {KeyType::MlDsa44, KeyType::MlDsa65, KeyType::MlDsa87,
                             KeyType::MlKem512, KeyType::MlKem768, KeyType::MlKem1024}) {
    const PrivateKey key = PrivateKey::generate(type).value();
    Bytes expanded(8192);
    std::size_t size_bytes = 0;
    ASSERT_EQ(EVP_PKEY_get_octet_string_param(key.pkey().handle.get(), OSSL_PKEY_PARAM_PRIV_KEY,
                                              expanded.data(), expanded.size(), &size_bytes),
              1);
    expanded.resize(size_bytes);
    const Bytes encoded = pkcs8(type, expanded_key(expanded));
    ASSERT_TRUE(PrivateKey::from_pkcs8(type, SecretBytes::copy_of(encoded)).has_value());
    expect_refused(type, encoded);
  }
}

TEST(ForeignSeedKeys, AreRefusedWithASeedOfAnotherLength) {
  for (const std::size_t size_bytes : {0UL, 31UL, 33UL, 63UL, 65UL}) {
    const Bytes seed(size_bytes);
    expect_refused(KeyType::MlDsa65, pkcs8(KeyType::MlDsa65, seed_key(seed)));
    expect_refused(KeyType::MlKem768, pkcs8(KeyType::MlKem768, seed_key(seed)));
  }
}

}  // namespace
}  // namespace trent::crypto::testing
