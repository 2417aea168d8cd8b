#include "crypto/asymmetric_encryption.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <thread>
#include <vector>

#include "crypto/random.h"

namespace trent::crypto {
namespace {

// One for all tests: a new pair takes a while.
const PrivateKey& test_key() {
  static const PrivateKey key = PrivateKey::generate(KeyType::Rsa2048).value();
  return key;
}

void expect_refused(const Result<SecretBytes>& decrypted) {
  ASSERT_FALSE(decrypted.has_value());
  EXPECT_EQ(decrypted.error().code, ErrorCode::InvalidCiphertext);
  EXPECT_FALSE(decrypted.error().message.has_value());
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

class RsaOaep : public ::testing::TestWithParam<Hash> {
 protected:
  static Bytes encrypt(ByteView plaintext) {
    return encrypt_rsa_oaep(test_key().public_key(), GetParam(), plaintext).value();
  }
  static std::size_t longest_plaintext() {
    return 256 - 2 - 2 * (GetParam() == Hash::Sha1 ? 20U : 32U);
  }
};

INSTANTIATE_TEST_SUITE_P(BothHashes, RsaOaep, ::testing::Values(Hash::Sha1, Hash::Sha256));

TEST_P(RsaOaep, DecryptsWhatWasEncryptedFromNothingToTheLongest) {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{32}, longest_plaintext()}) {
    const Bytes plaintext = random_bytes(size_bytes);
    const auto decrypted = decrypt_rsa_oaep(test_key(), GetParam(), encrypt(plaintext));
    ASSERT_TRUE(decrypted.has_value());
    EXPECT_TRUE(std::ranges::equal(decrypted->reveal(), plaintext));
  }
}

TEST_P(RsaOaep, APlaintextThatIsTooLongIsRefused) {
  const auto encrypted =
      encrypt_rsa_oaep(test_key().public_key(), GetParam(), Bytes(longest_plaintext() + 1));
  ASSERT_FALSE(encrypted.has_value());
  EXPECT_EQ(encrypted.error().code, ErrorCode::Validation);
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST_P(RsaOaep, TheOtherHashDoesNotDecrypt) {
  const Hash other = GetParam() == Hash::Sha1 ? Hash::Sha256 : Hash::Sha1;
  expect_refused(decrypt_rsa_oaep(test_key(), other, encrypt(as_bytes("plaintext"))));
}

TEST_P(RsaOaep, AChangedCiphertextIsRefused) {
  Bytes ciphertext = encrypt(as_bytes("plaintext"));
  for (const std::size_t position : {0U, 1U, 128U, 255U}) {
    ciphertext[position] ^= 1;
    expect_refused(decrypt_rsa_oaep(test_key(), GetParam(), ciphertext));
    ciphertext[position] ^= 1;
  }
}

TEST_P(RsaOaep, ACiphertextOfAnotherSizeIsRefused) {
  Bytes ciphertext = encrypt(as_bytes("plaintext"));
  expect_refused(decrypt_rsa_oaep(test_key(), GetParam(), {}));
  expect_refused(decrypt_rsa_oaep(test_key(), GetParam(), ByteView(ciphertext).first(255)));
  ciphertext.insert(ciphertext.begin(), 0);
  expect_refused(decrypt_rsa_oaep(test_key(), GetParam(), ciphertext));
}

TEST_P(RsaOaep, ACiphertextAboveTheModulusIsRefused) {
  expect_refused(decrypt_rsa_oaep(test_key(), GetParam(), Bytes(256, 0xff)));
}

TEST_P(RsaOaep, AnotherKeyDoesNotDecrypt) {
  const PrivateKey other = PrivateKey::generate(KeyType::Rsa2048).value();
  expect_refused(decrypt_rsa_oaep(other, GetParam(), encrypt(as_bytes("plaintext"))));
}

TEST(RsaOaep, ManyThreadsDecryptWithOneKey) {
  const Bytes ciphertext =
      encrypt_rsa_oaep(test_key().public_key(), Hash::Sha256, as_bytes("plaintext")).value();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j)
        ASSERT_EQ(as_text(decrypt_rsa_oaep(test_key(), Hash::Sha256, ciphertext)->reveal()),
                  "plaintext");
    });
}

TEST(Sm2, DecryptsWhatWasEncrypted) {
  const PrivateKey key = PrivateKey::generate(KeyType::Sm2).value();
  for (const std::size_t size_bytes : {1U, 32U, 1024U, 4096U}) {
    const Bytes plaintext = random_bytes(size_bytes);
    const Bytes ciphertext = encrypt_sm2(key.public_key(), plaintext).value();
    EXPECT_EQ(ciphertext.front(), 0x30);  // a DER sequence
    const auto decrypted = decrypt_sm2(key, ciphertext);
    ASSERT_TRUE(decrypted.has_value());
    EXPECT_TRUE(std::ranges::equal(decrypted->reveal(), plaintext));
  }
}

TEST(Sm2, AChangedOrForeignCiphertextIsRefused) {
  const PrivateKey key = PrivateKey::generate(KeyType::Sm2).value();
  Bytes ciphertext = encrypt_sm2(key.public_key(), as_bytes("plaintext")).value();
  expect_refused(decrypt_sm2(PrivateKey::generate(KeyType::Sm2).value(), ciphertext));
  expect_refused(decrypt_sm2(key, {}));
  Bytes longer = ciphertext;
  longer.push_back(0);
  expect_refused(decrypt_sm2(key, longer));
  expect_refused(decrypt_sm2(key, ByteView(ciphertext).first(ciphertext.size() - 1)));
  for (const std::size_t position : {std::size_t{0}, std::size_t{10}, ciphertext.size() - 1}) {
    ciphertext[position] ^= 1;
    expect_refused(decrypt_sm2(key, ciphertext));
    ciphertext[position] ^= 1;
  }
}

}  // namespace
}  // namespace trent::crypto
