#include "keys/import_wrapping.h"

#include <gtest/gtest.h>

namespace trent::keys {
namespace {

using enum WrappingAlgorithm;

const Region kEurope{"eu-central-1"};
const Region kChina{"cn-north-1"};

bool fits(KeySpec spec, WrappingAlgorithm algorithm, WrappingKeySpec wrapping_key_spec,
          const Region& region = kEurope) {
  const auto result = require_wrapping_fits(spec, region, algorithm, wrapping_key_spec);
  EXPECT_TRUE(result || result.error().code == ErrorCode::UnsupportedOperation);
  return result.has_value();
}

TEST(ImportWrapping, SecretBytesGoIntoOneBlock) {
  for (const KeySpec spec : {KeySpec::SYMMETRIC_DEFAULT, KeySpec::HMAC_512})
    for (const WrappingKeySpec wrapping :
         {WrappingKeySpec::RSA_2048, WrappingKeySpec::RSA_3072, WrappingKeySpec::RSA_4096}) {
      EXPECT_TRUE(fits(spec, RSAES_OAEP_SHA_1, wrapping));
      EXPECT_TRUE(fits(spec, RSAES_OAEP_SHA_256, wrapping, kChina));
    }
}

TEST(ImportWrapping, RsaKeysDoNotGoIntoOneBlock) {
  EXPECT_FALSE(fits(KeySpec::RSA_2048, RSAES_OAEP_SHA_256, WrappingKeySpec::RSA_4096));
  EXPECT_TRUE(fits(KeySpec::RSA_4096, RSA_AES_KEY_WRAP_SHA_1, WrappingKeySpec::RSA_2048));
}

TEST(ImportWrapping, OnlyTheLargestCurveDoesNotFitTheSmallestBlock) {
  EXPECT_FALSE(fits(KeySpec::ECC_NIST_P521, RSAES_OAEP_SHA_1, WrappingKeySpec::RSA_2048));
  EXPECT_TRUE(fits(KeySpec::ECC_NIST_P521, RSAES_OAEP_SHA_1, WrappingKeySpec::RSA_3072));
  EXPECT_TRUE(fits(KeySpec::ECC_NIST_P384, RSAES_OAEP_SHA_256, WrappingKeySpec::RSA_2048));
}

TEST(ImportWrapping, ChinaHasSm2InsteadOfAesKeyWrap) {
  EXPECT_FALSE(
      fits(KeySpec::RSA_2048, RSA_AES_KEY_WRAP_SHA_256, WrappingKeySpec::RSA_2048, kChina));
  EXPECT_TRUE(fits(KeySpec::RSA_2048, SM2PKE, WrappingKeySpec::SM2, kChina));
  EXPECT_TRUE(fits(KeySpec::SM2, SM2PKE, WrappingKeySpec::SM2, kChina));
  EXPECT_FALSE(fits(KeySpec::SYMMETRIC_DEFAULT, SM2PKE, WrappingKeySpec::SM2, kChina));
  EXPECT_FALSE(fits(KeySpec::RSA_2048, SM2PKE, WrappingKeySpec::SM2));
}

TEST(ImportWrapping, Sm2WrapsUnderSm2KeysOnly) {
  EXPECT_FALSE(fits(KeySpec::SM2, SM2PKE, WrappingKeySpec::RSA_2048, kChina));
  EXPECT_FALSE(fits(KeySpec::SM2, RSAES_OAEP_SHA_256, WrappingKeySpec::SM2, kChina));
}

TEST(ImportWrapping, Pkcs1PaddingIsGone) {
  EXPECT_FALSE(fits(KeySpec::SYMMETRIC_DEFAULT, RSAES_PKCS1_V1_5, WrappingKeySpec::RSA_2048));
}

}  // namespace
}  // namespace trent::keys
