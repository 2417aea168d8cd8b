#include "crypto/sealed_box.h"

#include <gtest/gtest.h>

namespace trent::crypto {
namespace {

const Bytes kKey(kGcmKeyBytes, 0x11);
const ByteView kAad = as_bytes("aad");

void expect_refused(const Result<SecretBytes>& opened) {
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::InvalidCiphertext);
  EXPECT_FALSE(opened.error().message.has_value());
}

TEST(SealedBox, OpensToWhatWasSealed) {
  const auto opened = open_box(kKey, kAad, seal_box(kKey, kAad, as_bytes("plaintext")));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(as_text(opened->reveal()), "plaintext");
}

TEST(SealedBox, HoldsNothingAsWell) {
  const Bytes box = seal_box(kKey, {}, {});
  EXPECT_EQ(box.size(), kBoxOverheadBytes);
  const auto opened = open_box(kKey, {}, box);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->size_bytes(), 0U);
}

TEST(SealedBox, IsNeverTheSameTwice) {
  const Bytes one = seal_box(kKey, kAad, as_bytes("plaintext"));
  const Bytes two = seal_box(kKey, kAad, as_bytes("plaintext"));
  EXPECT_FALSE(
      std::ranges::equal(ByteView(one).first(kGcmIvBytes), ByteView(two).first(kGcmIvBytes)));
  EXPECT_NE(one, two);
}

TEST(SealedBox, AnyChangedByteIsRefused) {
  Bytes box = seal_box(kKey, kAad, as_bytes("plaintext"));
  for (std::uint8_t& byte : box) {
    byte ^= 0x80;
    expect_refused(open_box(kKey, kAad, box));
    byte ^= 0x80;
  }
}

TEST(SealedBox, AnotherKeyOrAadIsRefused) {
  const Bytes box = seal_box(kKey, kAad, as_bytes("plaintext"));
  expect_refused(open_box(Bytes(kGcmKeyBytes, 0x12), kAad, box));
  expect_refused(open_box(kKey, as_bytes("aae"), box));
  expect_refused(open_box(kKey, {}, box));
}

TEST(SealedBox, EveryShortenedBoxIsRefused) {
  const Bytes box = seal_box(kKey, kAad, as_bytes("plaintext"));
  for (std::size_t size_bytes = 0; size_bytes < box.size(); ++size_bytes)
    expect_refused(open_box(kKey, kAad, ByteView(box).first(size_bytes)));
}

}  // namespace
}  // namespace trent::crypto
