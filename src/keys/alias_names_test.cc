#include "keys/alias_names.h"

#include <gtest/gtest.h>

namespace trent::keys {
namespace {

TEST(AliasName, NeedsItsPrefixAndSomethingBehindIt) {
  EXPECT_TRUE(parse_alias_name("alias/a"));
  EXPECT_EQ(parse_alias_name("a").error().code, ErrorCode::Validation);
  EXPECT_EQ(parse_alias_name("alias/").error().code, ErrorCode::InvalidAliasName);
}

TEST(AliasName, AColonIsRefusedLateAsKmsDoes) {
  const auto name = parse_alias_name("alias/a:b");
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error().message, "alias/a:b contains invalid characters for an alias");
}

TEST(AliasName, TheNamesOfAwsAreReserved) {
  EXPECT_TRUE(require_not_reserved(AliasName("alias/awsome")));
  const auto reserved = require_not_reserved(AliasName("alias/aws/s3"));
  ASSERT_FALSE(reserved);
  EXPECT_EQ(reserved.error().code, ErrorCode::NotAuthorized);
  EXPECT_FALSE(reserved.error().message);
}

}  // namespace
}  // namespace trent::keys
