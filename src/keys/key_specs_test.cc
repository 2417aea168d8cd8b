#include "keys/key_specs.h"

#include <gtest/gtest.h>

namespace trent::keys {
namespace {

TEST(KeySpecs, EverySpecHasItsRow) {
  for (std::size_t i = 0; i < enum_names<KeySpec>.size(); ++i) {
    const auto spec = static_cast<KeySpec>(i);
    EXPECT_EQ(facts_of(spec).spec, spec);
    EXPECT_FALSE(facts_of(spec).usages.empty());
  }
}

TEST(KeySpecs, UsagesFitOrNot) {
  EXPECT_TRUE(usage_fits(KeySpec::SYMMETRIC_DEFAULT, KeyUsage::ENCRYPT_DECRYPT));
  EXPECT_FALSE(usage_fits(KeySpec::SYMMETRIC_DEFAULT, KeyUsage::SIGN_VERIFY));
  EXPECT_FALSE(usage_fits(KeySpec::RSA_2048, KeyUsage::KEY_AGREEMENT));
}

TEST(KeySpecs, AnAlgorithmOfAnotherSpecIsRefusedInAwsWords) {
  EXPECT_TRUE(
      require_algorithm_fits(KeySpec::SYMMETRIC_DEFAULT, EncryptionAlgorithm::SYMMETRIC_DEFAULT));
  const auto refused =
      require_algorithm_fits(KeySpec::SYMMETRIC_DEFAULT, EncryptionAlgorithm::RSAES_OAEP_SHA_1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidKeyUsage);
  EXPECT_EQ(refused.error().message,
            "Algorithm RSAES_OAEP_SHA_1 is incompatible with key spec SYMMETRIC_DEFAULT.");
}

}  // namespace
}  // namespace trent::keys
