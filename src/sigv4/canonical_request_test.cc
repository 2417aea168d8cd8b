#include "sigv4/canonical_request.h"

#include <gtest/gtest.h>

namespace trent::sigv4 {
namespace {

std::string canonical_path(std::string_view path) {
  const QueryParameters query;
  const HeaderView host{"Host", "h"};
  const SignedHeaders headers("host", {&host, 1});
  const std::string whole = canonical_request({"GET", path, query, headers, "hash"});
  return whole.substr(4, whole.find('\n', 4) - 4);
}

std::string canonical_header(std::string_view value) {
  const QueryParameters query;
  const HeaderView header{"Name", value};
  const SignedHeaders headers("name", {&header, 1});
  const std::string whole = canonical_request({"GET", "/", query, headers, "hash"});
  return whole.substr(7, whole.find("\n\n", 7) - 7);
}

TEST(CanonicalPath, IsNormalised) {
  EXPECT_EQ(canonical_path(""), "/");
  EXPECT_EQ(canonical_path("/"), "/");
  EXPECT_EQ(canonical_path("//example//"), "/example/");
  EXPECT_EQ(canonical_path("/./example"), "/example");
  EXPECT_EQ(canonical_path("/example/.."), "/");
  EXPECT_EQ(canonical_path("/a/b/../c/"), "/a/c/");
}

TEST(CanonicalPath, DoesNotClimbAboveTheRoot) { EXPECT_EQ(canonical_path("/../../a"), "/a"); }

TEST(CanonicalPath, EncodesWhatTheClientEncodedOnceMore) {
  EXPECT_EQ(canonical_path("/a%20b"), "/a%2520b");
  EXPECT_EQ(canonical_path("/$delete"), "/%24delete");
  EXPECT_EQ(canonical_path("/%2e%2E/a"), "/%252e%252E/a");
}

TEST(CanonicalHeaders, ValuesLoseExcessWhiteSpace) {
  EXPECT_EQ(canonical_header("a"), "name:a");
  EXPECT_EQ(canonical_header(""), "name:");
  EXPECT_EQ(canonical_header(" \t "), "name:");
  EXPECT_EQ(canonical_header("  a   b\tc  "), "name:a b c");
  EXPECT_EQ(canonical_header("a\r\n  b\n c"), "name:a b c");
  EXPECT_EQ(canonical_header("\"a   b\""), "name:\"a b\"");
}

TEST(CanonicalHeaders, ThoseOfOneNameAreJoinedInTheOrderReceived) {
  const QueryParameters query;
  const std::vector<HeaderView> received{{"B", "2"}, {"A", "x"}, {"b", "1"}, {"B", ""}};
  const SignedHeaders headers("a;b", received);
  EXPECT_EQ(canonical_request({"GET", "/", query, headers, "hash"}),
            "GET\n/\n\na:x\nb:2,1,\n\na;b\nhash");
}

}  // namespace
}  // namespace trent::sigv4
