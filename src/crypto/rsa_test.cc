#include "crypto/rsa.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <thread>
#include <vector>

#include "crypto/internal/openssl_handles.h"
#include "crypto/random.h"

namespace trent::crypto {
namespace {

// One for all tests: a new pair takes a while.
const RsaPrivateKey& test_key() {
  static const RsaPrivateKey key = RsaPrivateKey::generate(2048).value();
  return key;
}

void expect_refused(const Result<SecretBytes>& decrypted) {
  ASSERT_FALSE(decrypted.has_value());
  EXPECT_EQ(decrypted.error().code, ErrorCode::InvalidCiphertext);
  EXPECT_FALSE(decrypted.error().message.has_value());
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

SecretBytes der_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size_bytes = i2d_PrivateKey(key, &der);
  SecretBytes copy = SecretBytes::copy_of(ByteView(der, static_cast<std::size_t>(size_bytes)));
  OPENSSL_free(der);
  return copy;
}

class RsaOaep : public ::testing::TestWithParam<OaepHash> {
 protected:
  static Bytes encrypt(ByteView plaintext) {
    return rsa_encrypt_oaep(test_key().public_key_spki(), GetParam(), plaintext).value();
  }
  static std::size_t longest_plaintext() {
    return 256 - 2 - 2 * (GetParam() == OaepHash::Sha1 ? 20U : 32U);
  }
};

INSTANTIATE_TEST_SUITE_P(BothHashes, RsaOaep, ::testing::Values(OaepHash::Sha1, OaepHash::Sha256));

TEST_P(RsaOaep, DecryptsWhatWasEncryptedFromNothingToTheLongest) {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{32}, longest_plaintext()}) {
    const Bytes plaintext = random_bytes(size_bytes);
    const auto decrypted = test_key().decrypt_oaep(GetParam(), encrypt(plaintext));
    ASSERT_TRUE(decrypted.has_value());
    EXPECT_TRUE(std::ranges::equal(decrypted->reveal(), plaintext));
  }
}

TEST_P(RsaOaep, APlaintextThatIsTooLongIsRefused) {
  const auto encrypted =
      rsa_encrypt_oaep(test_key().public_key_spki(), GetParam(), Bytes(longest_plaintext() + 1));
  ASSERT_FALSE(encrypted.has_value());
  EXPECT_EQ(encrypted.error().code, ErrorCode::Validation);
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST_P(RsaOaep, TheOtherHashDoesNotDecrypt) {
  const OaepHash other = GetParam() == OaepHash::Sha1 ? OaepHash::Sha256 : OaepHash::Sha1;
  expect_refused(test_key().decrypt_oaep(other, encrypt(as_bytes("plaintext"))));
}

TEST_P(RsaOaep, AChangedCiphertextIsRefused) {
  Bytes ciphertext = encrypt(as_bytes("plaintext"));
  for (const std::size_t position : {0U, 1U, 128U, 255U}) {
    ciphertext[position] ^= 1;
    expect_refused(test_key().decrypt_oaep(GetParam(), ciphertext));
    ciphertext[position] ^= 1;
  }
}

TEST_P(RsaOaep, ACiphertextOfAnotherSizeIsRefused) {
  Bytes ciphertext = encrypt(as_bytes("plaintext"));
  expect_refused(test_key().decrypt_oaep(GetParam(), {}));
  expect_refused(test_key().decrypt_oaep(GetParam(), ByteView(ciphertext).first(255)));
  ciphertext.insert(ciphertext.begin(), 0);
  expect_refused(test_key().decrypt_oaep(GetParam(), ciphertext));
}

TEST_P(RsaOaep, ACiphertextAboveTheModulusIsRefused) {
  expect_refused(test_key().decrypt_oaep(GetParam(), Bytes(256, 0xff)));
}

TEST_P(RsaOaep, AnotherKeyDoesNotDecrypt) {
  const RsaPrivateKey other = RsaPrivateKey::generate(2048).value();
  expect_refused(other.decrypt_oaep(GetParam(), encrypt(as_bytes("plaintext"))));
}

TEST(RsaPrivateKey, ComesBackFromItsDer) {
  const auto restored = RsaPrivateKey::from_der(test_key().to_der());
  ASSERT_TRUE(restored.has_value());
  EXPECT_EQ(restored->public_key_spki(), test_key().public_key_spki());
  const auto ciphertext =
      rsa_encrypt_oaep(test_key().public_key_spki(), OaepHash::Sha256, as_bytes("plaintext"));
  const auto decrypted = restored->decrypt_oaep(OaepHash::Sha256, ciphertext.value());
  ASSERT_TRUE(decrypted.has_value());
  EXPECT_EQ(as_text(decrypted->reveal()), "plaintext");
}

TEST(RsaPrivateKey, HasTheSizeThatWasAskedFor) {
  for (const unsigned modulus_bits : {2048U, 3072U, 4096U}) {
    const auto key = RsaPrivateKey::generate(modulus_bits);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(key->modulus_bytes(), modulus_bits / 8);
    EXPECT_LT(key->to_der().size_bytes(), 2400U);
    EXPECT_TRUE(RsaPrivateKey::from_der(key->to_der()).has_value());
  }
}

TEST(RsaPrivateKey, DamagedDerIsRefused) {
  const SecretBytes der = test_key().to_der();
  SecretBytes longer(der.size_bytes() + 1);
  std::ranges::copy(der.reveal(), longer.reveal_mutable().begin());
  EXPECT_FALSE(RsaPrivateKey::from_der(longer).has_value());
  EXPECT_FALSE(
      RsaPrivateKey::from_der(SecretBytes::copy_of(der.reveal().first(der.size_bytes() - 1))));
  EXPECT_FALSE(RsaPrivateKey::from_der(SecretBytes()).has_value());
  EXPECT_FALSE(RsaPrivateKey::from_der(SecretBytes::copy_of("not a key")).has_value());
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST(RsaPrivateKey, KeysOfOtherKindsAreRefused) {
  const internal::PkeyHandle elliptic(EVP_EC_gen("P-256"));
  const auto key = RsaPrivateKey::from_der(der_of(elliptic.get()));
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, ErrorCode::Internal);
  EXPECT_FALSE(RsaPrivateKey::from_der(SecretBytes::copy_of(test_key().public_key_spki())));
}

TEST(RsaPrivateKey, ManyThreadsDecryptWithOneKey) {
  const Bytes ciphertext =
      rsa_encrypt_oaep(test_key().public_key_spki(), OaepHash::Sha256, as_bytes("plaintext"))
          .value();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j)
        ASSERT_EQ(as_text(test_key().decrypt_oaep(OaepHash::Sha256, ciphertext)->reveal()),
                  "plaintext");
    });
}

TEST(RsaPrivateKeyDeathTest, AnUnusualSizeStopsTheProcess) {
  EXPECT_DEATH(std::ignore = RsaPrivateKey::generate(1024), "modulus_bits");
}

TEST(RsaEncryptOaep, WhatIsNotAnRsaPublicKeyIsRefused) {
  const internal::PkeyHandle elliptic(EVP_EC_gen("P-256"));
  unsigned char* der = nullptr;
  const int size_bytes = i2d_PUBKEY(elliptic.get(), &der);
  const Bytes elliptic_spki(der, der + size_bytes);
  OPENSSL_free(der);
  Bytes longer = test_key().public_key_spki();
  longer.push_back(0);
  for (const Bytes& spki : {elliptic_spki, longer, Bytes{}, Bytes(300, 0x30)}) {
    const auto encrypted = rsa_encrypt_oaep(spki, OaepHash::Sha256, as_bytes("plaintext"));
    ASSERT_FALSE(encrypted.has_value());
    EXPECT_EQ(encrypted.error().code, ErrorCode::Validation);
    EXPECT_EQ(ERR_peek_error(), 0UL);
  }
}

}  // namespace
}  // namespace trent::crypto
