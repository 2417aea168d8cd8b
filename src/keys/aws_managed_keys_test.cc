#include "keys/aws_managed_keys.h"

#include <gtest/gtest.h>

#include "keys/alias_names.h"
#include "keys/rotation.h"

namespace trent::keys {
namespace {

TEST(PredefinedAlias, EveryNameIsReservedAndFound) {
  for (const PredefinedAlias& alias : predefined_aliases()) {
    const AliasName name{std::string(alias.name)};
    EXPECT_TRUE(parse_alias_name(alias.name)) << alias.name;
    EXPECT_FALSE(require_not_reserved(name)) << alias.name;
    EXPECT_EQ(find_predefined_alias(name), &alias);
    EXPECT_EQ("alias/aws/" + std::string(alias.service()), alias.name);
  }
}

TEST(PredefinedAlias, OtherNamesAreNot) {
  for (const char* name :
       {"alias/aws/", "alias/aws/zzz", "alias/aws/S3", "alias/aws/s3 ", "alias/s3"})
    EXPECT_EQ(find_predefined_alias(AliasName(name)), nullptr) << name;
}

TEST(AwsManagedKey, IsSymmetricAndRotatesEveryYear) {
  const KeyRef ref{{AccountId("000000000000"), Region("eu-central-1")}, KeyId("k")};
  const Timestamp now{std::chrono::days(20000)};
  const KeyRecord key =
      aws_managed_key(*find_predefined_alias(AliasName("alias/aws/s3")), ref, now);
  EXPECT_EQ(key.ref, ref);
  EXPECT_EQ(key.manager, KeyManager::AWS);
  EXPECT_EQ(key.spec, KeySpec::SYMMETRIC_DEFAULT);
  EXPECT_EQ(key.origin, Origin::AWS_KMS);
  EXPECT_EQ(key.created, now);
  EXPECT_EQ(key.description,
            "Default key that protects my S3 objects when no other key is defined");
  EXPECT_EQ(next_automatic_rotation(key), now + std::chrono::days(365));
}

}  // namespace
}  // namespace trent::keys
