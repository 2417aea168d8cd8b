#include "sigv4/signed_headers.h"

#include <gtest/gtest.h>

namespace trent::sigv4 {
namespace {

const std::vector<HeaderView> kHeaders{
    {"Host", "h"}, {"X-Amz-Date", "d"}, {"Accept", "a"}, {"X-AMZ-Security-Token", "t"}};

TEST(SignedHeaders, ListsEachHeaderOnce) {
  EXPECT_TRUE(SignedHeaders("host;x-amz-date", kHeaders).complete());
  EXPECT_TRUE(SignedHeaders("x-amz-date;host", kHeaders).complete());
  for (const std::string_view list : {"", "host;missing", "host;host", "host;", ";host", "Host"})
    EXPECT_FALSE(SignedHeaders(list, kHeaders).complete()) << list;
}

TEST(SignedHeaders, HostAndAmzHeadersMustBeCovered) {
  EXPECT_TRUE(SignedHeaders("host;x-amz-date", kHeaders).check_coverage().has_value());
  for (const std::string_view list : {"", "host", "x-amz-date", "x-amz-date;hos", "accept"}) {
    const auto verdict = SignedHeaders(list, kHeaders).check_coverage();
    ASSERT_FALSE(verdict.has_value()) << list;
    EXPECT_EQ(verdict.error().code, ErrorCode::InvalidSignature);
  }
}

TEST(SignedHeaders, ALongListCostsNoMoreThanTheHeaders) {
  std::string list = "host";
  for (int i = 0; i < 100'000; ++i) list += ";host";
  EXPECT_EQ(SignedHeaders(list, kHeaders).covered().size(), 1U);
}

}  // namespace
}  // namespace trent::sigv4
