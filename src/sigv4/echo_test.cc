#include "sigv4/echo.h"

#include <gtest/gtest.h>

namespace trent::sigv4 {
namespace {

TEST(Echo, ShowsPrintableAsciiOnly) {
  EXPECT_EQ(echo("a~ b\t\r\n\x7f\xc3\xa4"), "a~ b" + std::string(6, '?'));
  EXPECT_EQ(echo(std::string_view("\0x", 2)), "?x");
}

TEST(Echo, CutsLongTextsOff) {
  EXPECT_EQ(echo("abcd", 4), "abcd");
  EXPECT_EQ(echo("abcde", 4), "abcd...");
}

}  // namespace
}  // namespace trent::sigv4
