#include "crypto/key_agreement.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/encoding.h"

namespace trent::crypto {
namespace {

class Ecdh : public ::testing::TestWithParam<std::pair<KeyType, std::size_t>> {};

INSTANTIATE_TEST_SUITE_P(Curves, Ecdh,
                         ::testing::Values(std::pair{KeyType::P256, 32U},
                                           std::pair{KeyType::P384, 48U},
                                           std::pair{KeyType::P521, 66U},
                                           std::pair{KeyType::Sm2, 32U}));

TEST_P(Ecdh, BothSidesComeToTheSameSecretOfTheFieldsLength) {
  const auto [type, field_bytes] = GetParam();
  const PrivateKey ours = PrivateKey::generate(type).value();
  const PrivateKey theirs = PrivateKey::generate(type).value();
  const auto here = ecdh(ours, theirs.public_key());
  const auto there = ecdh(theirs, ours.public_key());
  ASSERT_TRUE(here.has_value() && there.has_value());
  EXPECT_EQ(here->size_bytes(), field_bytes);
  EXPECT_EQ(hex(here->reveal()), hex(there->reveal()));
}

class MlKem : public ::testing::TestWithParam<std::pair<KeyType, std::size_t>> {
 protected:
  PrivateKey key_ = PrivateKey::generate(GetParam().first).value();
};

INSTANTIATE_TEST_SUITE_P(Sizes, MlKem,
                         ::testing::Values(std::pair{KeyType::MlKem512, 768U},
                                           std::pair{KeyType::MlKem768, 1088U},
                                           std::pair{KeyType::MlKem1024, 1568U}));

TEST_P(MlKem, TheSecretComesBack) {
  const auto made = encapsulate(key_.public_key());
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->ciphertext.size(), GetParam().second);
  EXPECT_EQ(made->shared_secret.size_bytes(), 32U);
  const auto secret = decapsulate(key_, made->ciphertext);
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(hex(secret->reveal()), hex(made->shared_secret.reveal()));
}

TEST_P(MlKem, AChangedCiphertextGivesAnotherSecretAlwaysTheSame) {
  auto made = encapsulate(key_.public_key());
  made->ciphertext[7] ^= 1;
  const auto once = decapsulate(key_, made->ciphertext);
  const auto again = decapsulate(key_, made->ciphertext);
  ASSERT_TRUE(once.has_value() && again.has_value());
  EXPECT_NE(hex(once->reveal()), hex(made->shared_secret.reveal()));
  EXPECT_EQ(hex(once->reveal()), hex(again->reveal()));
}

TEST_P(MlKem, AnotherLengthIsRefused) {
  Bytes ciphertext = encapsulate(key_.public_key())->ciphertext;
  ciphertext.push_back(0);
  for (const std::size_t size_bytes : {ciphertext.size(), ciphertext.size() - 2, std::size_t{0}}) {
    const auto refused = decapsulate(key_, ByteView(ciphertext).first(size_bytes));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidCiphertext);
    EXPECT_FALSE(refused.error().message.has_value());
    EXPECT_EQ(ERR_peek_error(), 0UL);
  }
}

}  // namespace
}  // namespace trent::crypto
