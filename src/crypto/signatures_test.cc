#include "crypto/signatures.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

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

}  // namespace
}  // namespace trent::crypto
