#include "sigv4/query_string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trent::sigv4 {
namespace {

using ::testing::Optional;
using ::testing::StartsWith;

std::string canonical(std::string_view query) {
  std::string out;
  append_canonical_query(parse_query(query).value(), out);
  return out;
}

TEST(CanonicalQuery, IsEncodedAndSortedByNameThenValue) {
  EXPECT_EQ(canonical("b=2&a=2&a=1&B=3"), "B=3&a=1&a=2&b=2");
  EXPECT_EQ(canonical("a-b=1&a=1"), "a=1&a-b=1");
  EXPECT_EQ(canonical("%62=%7e&a=%e1%88%b4"), "a=%E1%88%B4&b=~");
}

TEST(CanonicalQuery, AParameterWithoutValueGetsAnEmptyOne) {
  EXPECT_EQ(canonical("a"), "a=");
  EXPECT_EQ(canonical("a=&=b&="), "=&=b&a=");
  EXPECT_EQ(canonical("a=b=c"), "a=b%3Dc");
}

TEST(CanonicalQuery, EmptyPiecesVanish) {
  EXPECT_EQ(canonical(""), "");
  EXPECT_EQ(canonical("&&a=1&"), "a=1");
}

TEST(CanonicalQuery, APlusIsAPlus) { EXPECT_EQ(canonical("a=b+c%20d"), "a=b%2Bc%20d"); }

TEST(CanonicalQuery, LeavesTheSignatureOut) {
  EXPECT_EQ(canonical("a=1&X-Amz-Signature=x&X-Amz-%53ignature=y&x-amz-signature=z"),
            "a=1&x-amz-signature=z");
}

TEST(ParseQuery, RefusesBrokenEscapes) {
  for (const std::string_view query : {"%", "a=%4", "a=%4&b=1", "a%&b"}) {
    const auto parsed = parse_query(query);
    ASSERT_FALSE(parsed.has_value()) << query;
    EXPECT_EQ(parsed.error().code, ErrorCode::MalformedQueryString);
    EXPECT_EQ(parsed.error().message, "Incomplete trailing escape % sequence");
  }
  for (const std::string_view query : {"a=%gg", "a=%4g%", "a=% 4", "a=%%41"})
    EXPECT_THAT(parse_query(query).error().message,
                Optional(StartsWith("Illegal hex character in escape % pattern: %")));
  EXPECT_EQ(parse_query("a=%\n\xff").error().message,
            "Illegal hex character in escape % pattern: %??");
}

TEST(FirstValue, IsThatOfTheFirst) {
  const auto parameters = parse_query("a=1&%61=2").value();
  EXPECT_EQ(first_value(parameters, "a"), "1");
  EXPECT_EQ(first_value(parameters, "A"), std::nullopt);
}

}  // namespace
}  // namespace trent::sigv4
