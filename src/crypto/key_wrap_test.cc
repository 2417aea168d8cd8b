#include "crypto/key_wrap.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/encoding.h"
#include "crypto/random.h"

namespace trent::crypto {
namespace {

void expect_refused(const Result<SecretBytes>& unwrapped) {
  ASSERT_FALSE(unwrapped.has_value());
  EXPECT_EQ(unwrapped.error().code, ErrorCode::InvalidCiphertext);
  EXPECT_FALSE(unwrapped.error().message.has_value());
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

// RFC 5649, section 6.
TEST(AesKwp, GivesTheAnswersOfRfc5649) {
  const Bytes key = *bytes_from_hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
  const auto twenty =
      aes_kwp_wrap(key, *bytes_from_hex("c37b7e6492584340bed12207808941155068f738"));
  const auto seven = aes_kwp_wrap(key, *bytes_from_hex("466f7250617369"));
  ASSERT_TRUE(twenty && seven);
  EXPECT_EQ(hex(*twenty), "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a");
  EXPECT_EQ(hex(*seven), "afbeb0f07dfbf5419200f2ccb50bb24f");
}

TEST(AesKwp, UnwrapsWhatItWrappedAtEveryKeyAndTextSize) {
  for (const std::size_t key_bytes : {16, 24, 32})
    for (std::size_t size_bytes = 1; size_bytes < 70; ++size_bytes) {
      const Bytes key = random_bytes(key_bytes);
      const Bytes plaintext = random_bytes(size_bytes);
      const auto wrapped = aes_kwp_wrap(key, plaintext);
      ASSERT_TRUE(wrapped.has_value());
      ASSERT_EQ(wrapped->size(), (size_bytes + 7) / 8 * 8 + 8);
      const auto unwrapped = aes_kwp_unwrap(key, *wrapped);
      ASSERT_TRUE(unwrapped.has_value());
      ASSERT_EQ(hex(unwrapped->reveal()), hex(plaintext));
    }
}

TEST(AesKwp, UnwrapsAPrivateKeyOfFourThousandBits) {
  const Bytes key = random_bytes(32);
  const Bytes plaintext = random_bytes(2374);
  const auto wrapped = aes_kwp_wrap(key, plaintext);
  ASSERT_TRUE(wrapped.has_value());
  const auto unwrapped = aes_kwp_unwrap(key, *wrapped);
  ASSERT_TRUE(unwrapped.has_value());
  EXPECT_EQ(hex(unwrapped->reveal()), hex(plaintext));
}

TEST(AesKwp, AnyChangedByteIsRefused) {
  const Bytes key(32, 0x11);
  Bytes wrapped = aes_kwp_wrap(key, as_bytes("a key of twenty byte")).value();
  for (std::uint8_t& byte : wrapped) {
    byte ^= 1;
    expect_refused(aes_kwp_unwrap(key, wrapped));
    byte ^= 1;
  }
}

TEST(AesKwp, AnotherKeyIsRefused) {
  const Bytes wrapped = aes_kwp_wrap(Bytes(32, 0x11), as_bytes("key")).value();
  expect_refused(aes_kwp_unwrap(Bytes(32, 0x12), wrapped));
  expect_refused(aes_kwp_unwrap(Bytes(16, 0x11), wrapped));
}

TEST(AesKwp, SizesThatItNeverMakesAreRefused) {
  const Bytes key(32, 0x11);
  for (const std::size_t size_bytes : {0, 1, 8, 15, 17, 23, 31, 8 + (1 << 20)})
    expect_refused(aes_kwp_unwrap(key, Bytes(size_bytes)));
}

TEST(AesKwp, KeysOfNoAesSizeAreRefused) {
  for (const std::size_t key_bytes : {0, 8, 15, 17, 20, 33, 64}) {
    expect_refused(aes_kwp_unwrap(Bytes(key_bytes), Bytes(24)));
    const auto wrapped = aes_kwp_wrap(Bytes(key_bytes), as_bytes("key"));
    ASSERT_FALSE(wrapped.has_value());
    EXPECT_EQ(wrapped.error().code, ErrorCode::Validation);
  }
}

TEST(AesKwp, NothingCannotBeWrapped) {
  const auto wrapped = aes_kwp_wrap(Bytes(32), {});
  ASSERT_FALSE(wrapped.has_value());
  EXPECT_EQ(wrapped.error().code, ErrorCode::Validation);
}

}  // namespace
}  // namespace trent::crypto
