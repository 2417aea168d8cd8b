#include "base/secret_bytes.h"

#include <gtest/gtest.h>

namespace trent {
namespace {

TEST(SecretBytes, MovingLeavesNothingBehind) {
  SecretBytes secret = SecretBytes::copy_of(std::string_view("key"));
  const SecretBytes moved = std::move(secret);
  EXPECT_EQ(as_text(moved.reveal()), "key");
  EXPECT_EQ(secret.size_bytes(), 0U);  // NOLINT(bugprone-use-after-move): what the test is about
}

TEST(SecretBytes, ShrinkingKeepsTheHead) {
  SecretBytes secret = SecretBytes::copy_of(std::string_view("key material"));
  secret.shrink_to(3);
  EXPECT_EQ(as_text(secret.reveal()), "key");
}

TEST(SecretBytes, WipingOverwritesEveryByte) {
  std::array<std::uint8_t, 4> bytes{1, 2, 3, 4};
  wipe(bytes.data(), bytes.size());
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{}));
}

}  // namespace
}  // namespace trent
