#include "crypto/signatures.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/encoding.h"
#include "crypto/testing/der.h"

namespace trent::crypto {
namespace {

struct Case {
  const char* name;
  KeyType type;
  SignatureAlgorithm algorithm;
  std::size_t signature_bytes;  // 0: varies
};

using enum SignatureScheme;

class Signatures : public ::testing::TestWithParam<Case> {
 protected:
  Bytes signed_with(Signed what, ByteView input) const {
    return sign(key_, GetParam().algorithm, what, input).value();
  }
  bool accepts(Signed what, ByteView input, ByteView signature) const {
    const bool valid = verify(key_.public_key(), GetParam().algorithm, what, input, signature);
    EXPECT_EQ(ERR_peek_error(), 0UL);
    return valid;
  }
  bool takes_digests() const {
    const SignatureScheme scheme = GetParam().algorithm.scheme;
    return scheme == RsaPkcs1 || scheme == RsaPss || scheme == Ecdsa;
  }

  PrivateKey key_ = PrivateKey::generate(GetParam().type).value();
};

INSTANTIATE_TEST_SUITE_P(
    Every, Signatures,
    ::testing::Values(Case{"Pkcs1Sha256", KeyType::Rsa2048, {RsaPkcs1, Hash::Sha256}, 256},
                      Case{"Pkcs1Sha512", KeyType::Rsa3072, {RsaPkcs1, Hash::Sha512}, 384},
                      Case{"PssSha256", KeyType::Rsa2048, {RsaPss, Hash::Sha256}, 256},
                      Case{"PssSha384", KeyType::Rsa2048, {RsaPss, Hash::Sha384}, 256},
                      Case{"P256", KeyType::P256, {Ecdsa, Hash::Sha256}, 0},
                      Case{"P384", KeyType::P384, {Ecdsa, Hash::Sha384}, 0},
                      Case{"P521", KeyType::P521, {Ecdsa, Hash::Sha512}, 0},
                      Case{"Secp256k1", KeyType::Secp256k1, {Ecdsa, Hash::Sha256}, 0},
                      Case{"Ed25519", KeyType::Ed25519, {Ed25519, Hash::Sha512}, 64},
                      Case{"Ed25519ph", KeyType::Ed25519, {Ed25519ph, Hash::Sha512}, 64},
                      Case{"MlDsa44", KeyType::MlDsa44, {MlDsa, {}}, 2420},
                      Case{"MlDsa65", KeyType::MlDsa65, {MlDsa, {}}, 3309},
                      Case{"MlDsa87", KeyType::MlDsa87, {MlDsa, {}}, 4627},
                      Case{"Sm2", KeyType::Sm2, {Sm2, Hash::Sm3}, 0}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(Signatures, VerifyAndHaveTheLengthOfTheirScheme) {
  const Bytes signature = signed_with(Signed::Message, as_bytes("message"));
  if (GetParam().signature_bytes != 0) {
    EXPECT_EQ(signature.size(), GetParam().signature_bytes);
  }
  EXPECT_TRUE(accepts(Signed::Message, as_bytes("message"), signature));
  EXPECT_FALSE(accepts(Signed::Message, as_bytes("other message"), signature));
}

TEST_P(Signatures, AnyOtherBytesAreNoSignature) {
  Bytes signature = signed_with(Signed::Message, as_bytes("message"));
  const PrivateKey other = PrivateKey::generate(GetParam().type).value();
  EXPECT_FALSE(verify(other.public_key(), GetParam().algorithm, Signed::Message,
                      as_bytes("message"), signature));
  EXPECT_FALSE(accepts(Signed::Message, as_bytes("message"), {}));
  EXPECT_FALSE(accepts(Signed::Message, as_bytes("message"),
                       ByteView(signature).first(signature.size() - 1)));
  signature.push_back(0);
  EXPECT_FALSE(accepts(Signed::Message, as_bytes("message"), signature));
  signature.pop_back();
  signature[signature.size() / 2] ^= 1;
  EXPECT_FALSE(accepts(Signed::Message, as_bytes("message"), signature));
}

TEST_P(Signatures, OfAMessageAndOfItsDigestAreTheSameThing) {
  if (!takes_digests()) return;
  const Bytes hashed = digest(GetParam().algorithm.hash, as_bytes("message"));
  EXPECT_TRUE(accepts(Signed::Message, as_bytes("message"), signed_with(Signed::Digest, hashed)));
  EXPECT_TRUE(accepts(Signed::Digest, hashed, signed_with(Signed::Message, as_bytes("message"))));
}

TEST(Sm2Signatures, OfADigestVerifyAsSuch) {
  const PrivateKey key = PrivateKey::generate(KeyType::Sm2).value();
  const Bytes hashed = digest(Hash::Sm3, as_bytes("any id and message"));
  const Bytes signature = sign(key, {Sm2, Hash::Sm3}, Signed::Digest, hashed).value();
  EXPECT_TRUE(verify(key.public_key(), {Sm2, Hash::Sm3}, Signed::Digest, hashed, signature));
  EXPECT_FALSE(verify(key.public_key(), {Sm2, Hash::Sm3}, Signed::Message,
                      as_bytes("any id and message"), signature));
}

struct Ed25519Answer {
  SignatureScheme scheme;
  const char* secret;
  const char* message;
  const char* signature;
};

// RFC 8032, 7.1 (tests 1 to 3) and 7.3.
constexpr Ed25519Answer kEd25519Answers[] = {
    {Ed25519, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {Ed25519, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {Ed25519, "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {Ed25519ph, "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "616263",
     "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
     "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"},
};

TEST(Ed25519Signatures, AreThoseOfRfc8032) {
  for (const auto& [scheme, secret, message, signature] : kEd25519Answers) {
    const Bytes inner = testing::der(testing::kOctetString, {testing::from_hex(secret)});
    const auto key = PrivateKey::from_pkcs8(
        KeyType::Ed25519, SecretBytes::copy_of(testing::pkcs8(KeyType::Ed25519, inner)));
    ASSERT_TRUE(key.has_value()) << key.error().detail;
    const Bytes input = testing::from_hex(message);
    EXPECT_EQ(hex(sign(*key, {scheme, {}}, Signed::Message, input).value()), signature);
    EXPECT_TRUE(verify(key->public_key(), {scheme, {}}, Signed::Message, input,
                       testing::from_hex(signature)));
  }
}

// GM/T 0003.5, A.2.
TEST(Sm2Signatures, OfTheStandardsExampleVerifies) {
  const PublicKey key =
      PublicKey::from_spki(
          KeyType::Sm2,
          testing::spki(KeyType::Sm2,
                        testing::from_hex(
                            "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")))
          .value();
  const Bytes signature = testing::der(
      testing::kSequence,
      {testing::der_unsigned(
           testing::from_hex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3")),
       testing::der_unsigned(
           testing::from_hex("b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"))});
  EXPECT_TRUE(
      verify(key, {Sm2, Hash::Sm3}, Signed::Message, as_bytes("message digest"), signature));
  EXPECT_FALSE(
      verify(key, {Sm2, Hash::Sm3}, Signed::Message, as_bytes("message digesu"), signature));
}

}  // namespace
}  // namespace trent::crypto
