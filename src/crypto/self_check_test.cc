#include "crypto/self_check.h"

#include <gtest/gtest.h>

namespace trent::crypto {
namespace {

TEST(SelfTest, PassesWithTheOpensslThatWeBuiltWith) {
  const auto result = self_check();
  EXPECT_TRUE(result.has_value()) << result.error().detail;
}

}  // namespace
}  // namespace trent::crypto
