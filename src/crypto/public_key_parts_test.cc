#include "crypto/public_key_parts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/asymmetric_keys.h"

namespace trent::crypto {
namespace {

ByteView view(const Bytes& bytes) { return bytes; }

TEST(PublicKeyParts, AnRsaKeyComesBackFromItsNumbers) {
  const auto key = PrivateKey::generate(KeyType::Rsa2048);
  ASSERT_TRUE(key);
  const Bytes spki = key->public_key().spki();
  // ... INTEGER (257 bytes, the first zero), INTEGER 65537 at the end.
  const ByteView modulus = view(spki).subspan(spki.size() - 5 - 256, 256);
  const ByteView exponent = view(spki).last(3);
  const auto made = rsa_public_key(modulus, exponent);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->spki(), spki);
  Bytes padded{0, 0};
  padded.insert(padded.end(), modulus.begin(), modulus.end());
  EXPECT_EQ(rsa_public_key(padded, exponent)->spki(), spki);
}

TEST(PublicKeyParts, WhatIsNoRsaKeyIsRefused) {
  const Bytes modulus(256, 0xff);
  const Bytes good{1, 0, 1};
  EXPECT_FALSE(rsa_public_key({}, good));
  EXPECT_FALSE(rsa_public_key(Bytes(128, 0xff), good));
  EXPECT_FALSE(rsa_public_key(Bytes(257, 0xff), good));
  EXPECT_FALSE(rsa_public_key(modulus, {}));
  EXPECT_FALSE(rsa_public_key(modulus, Bytes{1}));
  EXPECT_FALSE(rsa_public_key(modulus, Bytes{0, 1}));
  EXPECT_FALSE(rsa_public_key(modulus, Bytes{2}));
}

TEST(PublicKeyParts, APointOfP256ComesBackFromItsCoordinates) {
  const auto key = PrivateKey::generate(KeyType::P256);
  ASSERT_TRUE(key);
  const Bytes spki = key->public_key().spki();
  const ByteView x = view(spki).subspan(spki.size() - 64, 32);
  const ByteView y = view(spki).last(32);
  const auto made = p256_public_key(x, y);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->spki(), spki);
  EXPECT_FALSE(p256_public_key(y, x)) << "not on the curve";
  EXPECT_FALSE(p256_public_key(x.first(31), y));
}

}  // namespace
}  // namespace trent::crypto
