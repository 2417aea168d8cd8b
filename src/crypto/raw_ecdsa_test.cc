#include "crypto/raw_ecdsa.h"

#include <gtest/gtest.h>

#include <array>

#include "crypto/testing/certificates.h"

namespace trent::crypto {
namespace {

struct Curve {
  KeyType type;
  Hash hash;
  std::size_t signature_bytes;
};

constexpr std::array kCurves{Curve{KeyType::P256, Hash::Sha256, 64},
                             Curve{KeyType::P384, Hash::Sha384, 96},
                             Curve{KeyType::P521, Hash::Sha512, 132}};

TEST(RawEcdsa, WhatIsSignedVerifiesAndNothingElse) {
  for (const auto& [type, hash, signature_bytes] : kCurves) {
    const PrivateKey key = PrivateKey::generate(type).value();
    Bytes signature = testing::sign_raw_ecdsa(key, hash, as_bytes("message"));
    EXPECT_EQ(signature.size(), signature_bytes);
    EXPECT_TRUE(verify_raw_ecdsa(key.public_key(), hash, as_bytes("message"), signature));
    EXPECT_FALSE(verify_raw_ecdsa(key.public_key(), hash, as_bytes("massage"), signature));
    signature.back() ^= 1;
    EXPECT_FALSE(verify_raw_ecdsa(key.public_key(), hash, as_bytes("message"), signature));
  }
}

TEST(RawEcdsa, OtherLengthsAndZerosAreNoSignature) {
  const PrivateKey key = PrivateKey::generate(KeyType::P384).value();
  const Bytes signature = testing::sign_raw_ecdsa(key, Hash::Sha384, as_bytes("message"));
  for (const std::size_t size_bytes : {0, 1, 95, 97, 192}) {
    Bytes other = signature;
    other.resize(size_bytes);
    EXPECT_FALSE(verify_raw_ecdsa(key.public_key(), Hash::Sha384, as_bytes("message"), other));
  }
  EXPECT_FALSE(verify_raw_ecdsa(key.public_key(), Hash::Sha384, as_bytes("message"), Bytes(96)));
}

}  // namespace
}  // namespace trent::crypto
