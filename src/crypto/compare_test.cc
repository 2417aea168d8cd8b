#include "crypto/compare.h"

#include <gtest/gtest.h>

namespace trent::crypto {
namespace {

TEST(EqualInConstantTime, SaysYesToTheSameBytes) {
  EXPECT_TRUE(equal_in_constant_time(as_bytes("secret"), as_bytes(std::string("secret"))));
}

TEST(EqualInConstantTime, SaysYesToNothingAndNothing) {
  EXPECT_TRUE(equal_in_constant_time({}, as_bytes("")));
}

TEST(EqualInConstantTime, SaysNoWhereverTheyDiffer) {
  EXPECT_FALSE(equal_in_constant_time(as_bytes("secret"), as_bytes("Secret")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("secret"), as_bytes("secreT")));
}

TEST(EqualInConstantTime, SaysNoToAPrefix) {
  EXPECT_FALSE(equal_in_constant_time(as_bytes("secret"), as_bytes("secre")));
  EXPECT_FALSE(equal_in_constant_time({}, as_bytes("s")));
}

}  // namespace
}  // namespace trent::crypto
