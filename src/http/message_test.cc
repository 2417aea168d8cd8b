#include "http/message.h"

#include <gtest/gtest.h>

#include <array>

namespace trent::http {
namespace {

TEST(EqualIgnoringCase, FoldsAsciiLettersOnly) {
  EXPECT_TRUE(equal_ignoring_case("Content-LENGTH", "content-length"));
  EXPECT_TRUE(equal_ignoring_case("", ""));
  EXPECT_FALSE(equal_ignoring_case("host", "hosts"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));
  EXPECT_FALSE(equal_ignoring_case("\xc3\x89", "\xc3\xa9"));
}

TEST(Request, FindsTheFirstHeaderOfAName) {
  const std::array headers{Header{"Host", "a"}, Header{"X-Empty", ""}, Header{"host", "b"}};
  const Request request{.headers = headers};
  EXPECT_EQ(request.header("HOST"), "a");
  EXPECT_EQ(request.header("missing"), "");
  EXPECT_TRUE(request.has_header("x-empty"));
  EXPECT_FALSE(request.has_header("missing"));
}

}  // namespace
}  // namespace trent::http
