#include "policy/condition_operator.h"

#include <gtest/gtest.h>

namespace trent::policy {
namespace {

TEST(ConditionOperator, PrefixAndSuffixAreReadOff) {
  const auto condition = parse_condition_operator("ForAnyValue:StringLikeIfExists");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->comparison, Comparison::StringLike);
  EXPECT_EQ(condition->set, SetOperator::ForAnyValue);
  EXPECT_TRUE(condition->if_exists && !condition->negated);
  EXPECT_TRUE(parse_condition_operator("NotIpAddress")->negated);
}

TEST(ConditionOperator, UnknownNamesAreRefused) {
  for (const char* name :
       {"", "StringIsLike", "stringequals", "ForAllValues:", "IfExists", "NullIfExists",
        "ForSomeValues:StringEquals", "ForAllValues:ForAnyValue:StringEquals"})
    EXPECT_FALSE(parse_condition_operator(name)) << name;
}

TEST(ConditionOperator, KeysAboutTheKeyItselfAreForIdentityPolicies) {
  for (const char* key : {"aws:ResourceTag/team", "kms:ResourceTag/team", "kms:ResourceAliases",
                          "AWS:resourcetag/x"}) {
    const auto fits = require_condition_key_fits({}, key);
    ASSERT_FALSE(fits);
    EXPECT_EQ(fits.error().message,
              std::string("These condition keys are not permitted in a key policy: ") + key);
  }
}

TEST(ConditionOperator, ForAllValuesNeedsAKeyWithSeveralValues) {
  const ConditionOperator for_all{.set = SetOperator::ForAllValues};
  EXPECT_TRUE(require_condition_key_fits(for_all, "kms:EncryptionContextKeys"));
  EXPECT_FALSE(require_condition_key_fits(for_all, "kms:EncryptionContext:purpose"));
  EXPECT_TRUE(require_condition_key_fits({}, "kms:EncryptionContext:purpose"));
}

}  // namespace
}  // namespace trent::policy
