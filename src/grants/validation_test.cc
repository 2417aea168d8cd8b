#include "grants/validation.h"

#include <gtest/gtest.h>

namespace trent::grants {
namespace {

using enum GrantOperation;

Grant grant_of(OperationSet operations) {
  Grant grant;
  grant.grantee = *require_principal("111122223333", keys::Region("eu-central-1"));
  grant.operations = operations;
  return grant;
}

Grant with_context(std::initializer_list<std::pair<const std::string, std::string>> pairs) {
  Grant grant = grant_of({Decrypt});
  grant.constraints.context = ContextConstraint{ContextMatch::EncryptionContextSubset, pairs};
  return grant;
}

std::string refusal(const Result<void>& outcome) {
  if (outcome) return "accepted";
  EXPECT_EQ(outcome.error().code, ErrorCode::Validation);
  return outcome.error().message.value_or("");
}

TEST(GrantValidationTest, AGrantAllowsSomethingBesidesMakingGrants) {
  EXPECT_NE(refusal(require_valid(grant_of({}))), "accepted");
  EXPECT_EQ(refusal(require_valid(grant_of({CreateGrant}))),
            "Grants must not contain only the CreateGrant operation.");
  EXPECT_EQ(refusal(require_valid(grant_of({CreateGrant, RetireGrant}))), "accepted");
}

TEST(GrantValidationTest, AServiceNeedsASourceAndSomebodyToRetireTheGrant) {
  Grant grant = grant_of({Decrypt});
  grant.grantee = service_principal("backup.amazonaws.com");
  EXPECT_NE(refusal(require_valid(grant)), "accepted");
  grant.retiring = service_principal("backup.amazonaws.com");
  EXPECT_NE(refusal(require_valid(grant)), "accepted");
  grant.constraints.source_arn = "arn:aws:backup:eu-central-1:111122223333:vault/a";
  EXPECT_EQ(refusal(require_valid(grant)), "accepted");
}

TEST(GrantValidationTest, AContextHasEightPairsOfLimitedLength) {
  Grant grant = with_context({});
  auto& pairs = grant.constraints.context->pairs;
  for (int number = 1; number <= 8; ++number) pairs[std::to_string(number)] = "";
  EXPECT_EQ(refusal(require_valid(grant)), "accepted");
  pairs["9"] = "";
  EXPECT_NE(refusal(require_valid(grant)), "accepted");
}

TEST(GrantValidationTest, ValuesAreCountedInCharacters) {
  std::string value;
  for (int number = 0; number < 384; ++number) value += "\u00fc";
  EXPECT_EQ(refusal(require_valid(with_context({{"key", value}}))), "accepted");
  EXPECT_NE(refusal(require_valid(with_context({{"key", value + "x"}}))), "accepted");
}

TEST(GrantValidationTest, KeysOfAContextDifferByMoreThanCase) {
  EXPECT_NE(refusal(require_valid(with_context({{"Key", "1"}, {"kEY", "1"}}))), "accepted");
  EXPECT_EQ(refusal(require_valid(with_context({{"Key", "1"}, {"Keys", "1"}}))), "accepted");
}

TEST(GrantValidationTest, OperationsMustFitTheKey) {
  EXPECT_EQ(refusal(require_fits(grant_of({Sign, Decrypt, Verify}), keys::KeySpec::HMAC_256,
                                 keys::KeyUsage::GENERATE_VERIFY_MAC)),
            "Operations [Decrypt, Sign, Verify] are not supported when creating a grant for an "
            "HMAC KMS key with key usage GENERATE_VERIFY_MAC. Valid operations are [CreateGrant, "
            "RetireGrant, DescribeKey, GenerateMac, VerifyMac].");
  EXPECT_EQ(refusal(require_fits(grant_of({GenerateMac}), keys::KeySpec::HMAC_256,
                                 keys::KeyUsage::GENERATE_VERIFY_MAC)),
            "accepted");
}

TEST(GrantValidationTest, EveryUsageOfEveryKindOfKeyHasOperationsOfItsOwn) {
  const OperationSet on_every_key{CreateGrant, DescribeKey, RetireGrant};
  for (std::size_t i = 0; i < enum_names<keys::KeyUsage>.size(); ++i) {
    const OperationSet valid =
        grantable_on(keys::KeySpec::RSA_2048, static_cast<keys::KeyUsage>(i));
    EXPECT_TRUE(on_every_key.is_subset_of(valid)) << enum_names<keys::KeyUsage>[i];
    EXPECT_FALSE((valid - on_every_key).empty()) << enum_names<keys::KeyUsage>[i];
  }
  EXPECT_TRUE(grantable_on(keys::KeySpec::SYMMETRIC_DEFAULT, keys::KeyUsage::ENCRYPT_DECRYPT)
                  .contains(GenerateDataKeyPair));
  EXPECT_FALSE(grantable_on(keys::KeySpec::RSA_2048, keys::KeyUsage::ENCRYPT_DECRYPT)
                   .contains(GenerateDataKey));
}

TEST(GrantValidationTest, AContextIsForSymmetricEncryptionKeys) {
  const Grant grant = with_context({{"a", "b"}});
  EXPECT_EQ(refusal(require_fits(grant, keys::KeySpec::SYMMETRIC_DEFAULT,
                                 keys::KeyUsage::ENCRYPT_DECRYPT)),
            "accepted");
  EXPECT_EQ(
      refusal(require_fits(grant, keys::KeySpec::RSA_2048, keys::KeyUsage::ENCRYPT_DECRYPT)),
      "EncryptionContext is supported only when creating a grant for a symmetric encryption KMS "
      "key.");
}

}  // namespace
}  // namespace trent::grants
