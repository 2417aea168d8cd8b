#include "crypto/aes_gcm.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "crypto/random.h"

namespace trent::crypto {
namespace {

const Bytes kKey(kGcmKeyBytes, 0x11);
const Bytes kIv(kGcmIvBytes, 0x22);

Bytes seal(ByteView plaintext, std::initializer_list<ByteView> aad) {
  Bytes sealed(plaintext.size() + kGcmTagBytes);
  aes256_gcm_seal(kKey, kIv, aad, plaintext, sealed);
  return sealed;
}

bool opens(ByteView key, ByteView iv, std::initializer_list<ByteView> aad, ByteView sealed) {
  Bytes plaintext(sealed.size() - kGcmTagBytes);
  return aes256_gcm_open(key, iv, aad, sealed, plaintext);
}

TEST(AesGcm, OpensWhatItSealedAtEverySize) {
  for (std::size_t size_bytes = 0; size_bytes < 100; ++size_bytes) {
    const Bytes plaintext = random_bytes(size_bytes);
    const Bytes sealed = seal(plaintext, {as_bytes("aad")});
    Bytes opened(size_bytes, 0xff);
    ASSERT_TRUE(aes256_gcm_open(kKey, kIv, {as_bytes("aad")}, sealed, opened));
    ASSERT_EQ(opened, plaintext);
  }
}

TEST(AesGcm, AuthenticatesPartsAsTheirConcatenation) {
  const Bytes sealed = seal(as_bytes("text"), {as_bytes("one"), {}, as_bytes("two")});
  EXPECT_EQ(sealed, seal(as_bytes("text"), {as_bytes("onetwo")}));
  EXPECT_TRUE(opens(kKey, kIv, {as_bytes("on"), as_bytes("etwo")}, sealed));
}

TEST(AesGcm, AnyChangedBitIsNoticed) {
  Bytes sealed = seal(as_bytes("plaintext"), {});
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
    sealed[bit / 8] ^= mask;
    EXPECT_FALSE(opens(kKey, kIv, {}, sealed)) << bit;
    sealed[bit / 8] ^= mask;
  }
  EXPECT_TRUE(opens(kKey, kIv, {}, sealed));
}

TEST(AesGcm, AnotherKeyIvOrAadDoesNotOpen) {
  const Bytes sealed = seal(as_bytes("plaintext"), {as_bytes("aad")});
  EXPECT_TRUE(opens(kKey, kIv, {as_bytes("aad")}, sealed));
  EXPECT_FALSE(opens(Bytes(kGcmKeyBytes, 0x12), kIv, {as_bytes("aad")}, sealed));
  EXPECT_FALSE(opens(kKey, Bytes(kGcmIvBytes, 0x23), {as_bytes("aad")}, sealed));
  EXPECT_FALSE(opens(kKey, kIv, {as_bytes("aae")}, sealed));
  EXPECT_FALSE(opens(kKey, kIv, {}, sealed));
}

TEST(AesGcm, ShortenedOrLengthenedTextDoesNotOpen) {
  Bytes sealed = seal(as_bytes("plaintext"), {});
  EXPECT_FALSE(opens(kKey, kIv, {}, ByteView(sealed).first(sealed.size() - 1)));
  EXPECT_FALSE(opens(kKey, kIv, {}, ByteView(sealed).subspan(1)));
  sealed.push_back(0);
  EXPECT_FALSE(opens(kKey, kIv, {}, sealed));
}

TEST(AesGcm, LessThanATagDoesNotOpen) {
  for (std::size_t size_bytes = 0; size_bytes < kGcmTagBytes; ++size_bytes)
    EXPECT_FALSE(aes256_gcm_open(kKey, kIv, {}, Bytes(size_bytes), {}));
}

TEST(AesGcm, NothingOfAForgedTextIsLeftInTheOutput) {
  Bytes sealed = seal(as_bytes("a plaintext of some length"), {});
  sealed.back() ^= 1;
  Bytes opened(sealed.size() - kGcmTagBytes, 0xff);
  EXPECT_FALSE(aes256_gcm_open(kKey, kIv, {}, sealed, opened));
  EXPECT_EQ(opened, Bytes(opened.size(), 0));
}

// What is left there, TLS on the same thread would take for a failure of its own.
TEST(AesGcm, AForgedTextLeavesNothingInTheErrorQueue) {
  EXPECT_FALSE(opens(kKey, kIv, {}, Bytes(40)));
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST(AesGcm, WorksOnAfterAForgedText) {
  const Bytes sealed = seal(as_bytes("plaintext"), {});
  EXPECT_FALSE(opens(kKey, kIv, {}, Bytes(40)));
  EXPECT_TRUE(opens(kKey, kIv, {}, sealed));
  EXPECT_EQ(seal(as_bytes("plaintext"), {}), sealed);
}

TEST(AesGcm, ThreadsDoNotDisturbEachOther) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      const Bytes key = random_bytes(kGcmKeyBytes);
      const Bytes plaintext = random_bytes(50);
      for (int j = 0; j < 2000; ++j) {
        Bytes sealed(plaintext.size() + kGcmTagBytes);
        Bytes opened(plaintext.size());
        aes256_gcm_seal(key, kIv, {}, plaintext, sealed);
        ASSERT_TRUE(aes256_gcm_open(key, kIv, {}, sealed, opened));
        ASSERT_EQ(opened, plaintext);
      }
    });
}

TEST(AesGcmDeathTest, WrongSizesStopTheProcess) {
  Bytes out(kGcmTagBytes);
  EXPECT_DEATH(aes256_gcm_seal(Bytes(16), kIv, {}, {}, out), "key.size");
  EXPECT_DEATH(aes256_gcm_seal(kKey, Bytes(16), {}, {}, out), "iv.size");
  EXPECT_DEATH(aes256_gcm_seal(kKey, kIv, {}, as_bytes("x"), out), "out.size");
  EXPECT_DEATH(aes256_gcm_open(kKey, kIv, {}, Bytes(40), out), "out.size");
}

}  // namespace
}  // namespace trent::crypto
