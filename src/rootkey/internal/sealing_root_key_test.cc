#include "rootkey/internal/sealing_root_key.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/random.h"

namespace trent::rootkey::internal {
namespace {

const ByteView kContext = as_bytes("domain key 7");

std::unique_ptr<RootKey> root_key(std::string_view secret = "32 bytes that make up a root key") {
  return make_sealing_root_key(SecretBytes::copy_of(secret), "test");
}

Bytes wrapped(std::string_view plaintext) {
  return root_key()->wrap(SecretBytes::copy_of(plaintext), kContext).value();
}

// The detail of the refusal, after checking that the client learns nothing.
std::string refusal(const Result<SecretBytes>& unwrapped) {
  if (unwrapped.has_value()) return "none";
  EXPECT_EQ(unwrapped.error().code, ErrorCode::InvalidCiphertext);
  EXPECT_FALSE(unwrapped.error().message.has_value());
  return unwrapped.error().detail;
}

TEST(SealingRootKey, UnwrapsWhatItWrapped) {
  const auto unwrapped = root_key()->unwrap(wrapped("a domain key"), kContext);
  ASSERT_TRUE(unwrapped.has_value());
  EXPECT_EQ(as_text(unwrapped->reveal()), "a domain key");
}

TEST(SealingRootKey, WrapsFromNothingToFourKibibytesAndNoMore) {
  for (const std::size_t size_bytes : {std::size_t{0}, kMaxWrapBytes}) {
    const SecretBytes plaintext = crypto::random_secret(size_bytes);
    const auto blob = root_key()->wrap(plaintext, kContext);
    ASSERT_TRUE(blob.has_value());
    const auto unwrapped = root_key()->unwrap(*blob, kContext);
    ASSERT_TRUE(unwrapped.has_value());
    EXPECT_EQ(hex(unwrapped->reveal()), hex(plaintext.reveal()));
  }
  const auto too_large = root_key()->wrap(SecretBytes(kMaxWrapBytes + 1), kContext);
  ASSERT_FALSE(too_large.has_value());
  EXPECT_EQ(too_large.error().code, ErrorCode::Internal);
}

TEST(SealingRootKey, NeverWrapsTheSameTwice) {
  EXPECT_NE(wrapped("a domain key"), wrapped("a domain key"));
}

// docs/formats/root-key-file.md. A blob of an earlier build, so that a change of the format, or of
// how the key is derived, shows here.
TEST(SealingRootKey, UnwrapsABlobOfTheFirstVersion) {
  const Bytes blob = *bytes_from_hex(
      "5452574b01a4a648a0d0d1cab5cea71a440f4d3febd7d38327ca2a8fdaa9b276d9d56ab3e86933bc434e920c007d"
      "edb20b862df958");
  const auto unwrapped = root_key()->unwrap(blob, kContext);
  ASSERT_TRUE(unwrapped.has_value()) << unwrapped.error().detail;
  EXPECT_EQ(as_text(unwrapped->reveal()), "a domain key");
}

TEST(SealingRootKey, AnotherContextIsRefused) {
  const std::string damaged = "damaged, or wrapped for another purpose";
  EXPECT_EQ(refusal(root_key()->unwrap(wrapped("key"), as_bytes("domain key 8"))), damaged);
  EXPECT_EQ(refusal(root_key()->unwrap(wrapped("key"), {})), damaged);
}

TEST(SealingRootKey, AnotherRootKeyIsRefusedAndBothAreNamed) {
  const auto other = root_key("32 bytes that make up a root kez");
  const std::string detail = refusal(other->unwrap(wrapped("key"), kContext));
  EXPECT_TRUE(detail.starts_with("wrapped by root key ")) << detail;
  EXPECT_NE(detail.find("and this is root key "), std::string::npos) << detail;
}

TEST(SealingRootKey, AnyChangedByteIsRefused) {
  Bytes blob = wrapped("a domain key");
  for (std::uint8_t& byte : blob) {
    byte ^= 1;
    EXPECT_NE(refusal(root_key()->unwrap(blob, kContext)), "none");
    byte ^= 1;
  }
  EXPECT_EQ(refusal(root_key()->unwrap(blob, kContext)), "none");
}

TEST(SealingRootKey, EveryShortenedBlobIsRefused) {
  const Bytes blob = wrapped("a domain key");
  for (std::size_t size_bytes = 0; size_bytes < blob.size(); ++size_bytes)
    EXPECT_NE(refusal(root_key()->unwrap(ByteView(blob).first(size_bytes), kContext)), "none");
}

TEST(SealingRootKey, ALaterVersionIsRefusedAsSuch) {
  Bytes blob = wrapped("key");
  blob[4] = 2;
  EXPECT_NE(refusal(root_key()->unwrap(blob, kContext)).find("format 2"), std::string::npos);
}

TEST(SealingRootKey, SomethingElseIsRefusedAsSuch) {
  EXPECT_EQ(refusal(root_key()->unwrap(Bytes(100), kContext)), "not wrapped by a root key");
}

}  // namespace
}  // namespace trent::rootkey::internal
