#include "operations/request_quota.h"

#include <gtest/gtest.h>

#include <map>

#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;
using throttle::Quotas;
using throttle::Throttle;

constexpr std::string_view kThrottled = "ThrottlingException";
const keys::AccountId kOwner("000000000000"), kOther("111111111111");
const keys::Region kRegion("eu-central-1");

Quotas quotas(std::initializer_list<std::string> groups_and_rates) {
  Quotas quotas;
  for (const std::string& text : groups_and_rates) EXPECT_TRUE(quotas.set(text)) << text;
  return quotas;
}
Quotas one_of_each() {
  Quotas quotas;
  for (const throttle::GroupRow& row : throttle::kGroups)
    EXPECT_TRUE(quotas.set(fmt::format("{}=1", row.name)));
  return quotas;
}

// Of a key that does not exist, so that they fail.
std::string request_about_no_key(std::string_view operation) {
  static const std::string key = R"("KeyId":"01234567-89ab-4def-8123-456789abcdef",)";
  static const std::map<std::string_view, std::string> requests{
      {"Encrypt", key + R"("Plaintext":"aGVsbG8=")"},
      {"Decrypt", R"("CiphertextBlob":"aGVsbG8=")"},
      {"ReEncrypt", R"("CiphertextBlob":"aGVsbG8=","DestinationKeyId":"alias/none")"},
      {"Sign", key + R"("Message":"aGVsbG8=","SigningAlgorithm":"ECDSA_SHA_256")"},
      {"Verify",
       key + R"("Message":"aGVsbG8=","Signature":"AAAA","SigningAlgorithm":"ECDSA_SHA_256")"},
      {"GenerateDataKeyPair", key + R"("KeyPairSpec":"RSA_2048")"},
      {"GenerateDataKeyPairWithoutPlaintext", key + R"("KeyPairSpec":"RSA_2048")"},
  };
  return requests.at(operation);
}

class RequestQuotaTest : public ::testing::Test {
 protected:
  void limit(const Quotas& quotas) {
    throttle_ = std::make_unique<Throttle>(quotas);
    trent_.throttle_by(throttle_.get());
  }
  std::string encrypt(const std::string& key, const std::string& more = "") {
    return trent_
        .call("Encrypt", fmt::format(R"("KeyId":"{}","Plaintext":"aGVsbG8="{})", key, more))
        .exception;
  }

  Deployment trent_;
  std::unique_ptr<Throttle> throttle_;
};

TEST_F(RequestQuotaTest, EveryOperationIsCountedOnceEvenWhenItFails) {
  for (const OperationRow& row : registry()) {
    limit(one_of_each());
    const std::string_view name = name_of(row.operation);
    const bool by_request = !throttle::group_of(row.operation);
    const std::string members = by_request ? request_about_no_key(name) : "";
    EXPECT_NE(trent_.call(name, members).exception, kThrottled) << name;
    const Answer refused = trent_.call(name, members);
    EXPECT_EQ(refused.exception, kThrottled) << name;
    EXPECT_EQ(refused.message,
              "You have exceeded the rate at which you may call KMS. Reduce the frequency of your "
              "calls.");
  }
}

TEST_F(RequestQuotaTest, WithoutAThrottleNothingIsRefused) {
  limit(one_of_each());
  EXPECT_EQ(trent_.call("ListKeys").exception, "");
  EXPECT_EQ(trent_.call("ListKeys").exception, kThrottled);
  trent_.throttle_by(nullptr);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(trent_.call("ListKeys").exception, "");
}

TEST_F(RequestQuotaTest, WaitingHelps) {
  limit(quotas({"ListKeys=2"}));
  EXPECT_EQ(trent_.call("ListKeys").exception, "");
  EXPECT_EQ(trent_.call("ListKeys").exception, "");
  EXPECT_EQ(trent_.call("ListKeys").exception, kThrottled);
  trent_.clock.advance(std::chrono::milliseconds(500));
  EXPECT_EQ(trent_.call("ListKeys").exception, "");
  EXPECT_EQ(trent_.call("ListKeys").exception, kThrottled);
}

TEST_F(RequestQuotaTest, ARefusedChangeChangesNothing) {
  limit(quotas({"CreateKey=1"}));
  trent_.create_key();
  EXPECT_EQ(trent_.call("CreateKey").exception, kThrottled);
  EXPECT_EQ(trent_.call("ListKeys").body.at("Keys").as_array().size(), 1U);
}

TEST_F(RequestQuotaTest, CryptographicOperationsShareByTheKindOfKey) {
  const std::string symmetric = trent_.create_key();
  const std::string rsa = trent_.create_key(R"("KeySpec":"RSA_2048","KeyUsage":"ENCRYPT_DECRYPT")");
  const std::string with_rsa = R"(,"EncryptionAlgorithm":"RSAES_OAEP_SHA_256")";
  limit(quotas({"Symmetric=2", "RSA=1"}));
  EXPECT_EQ(encrypt(symmetric), "");
  EXPECT_EQ(trent_.call("GenerateRandom", R"("NumberOfBytes":9)").exception, "");
  EXPECT_EQ(encrypt(symmetric), kThrottled);
  EXPECT_EQ(encrypt(rsa, with_rsa), "");
  EXPECT_EQ(encrypt(rsa, with_rsa), kThrottled);
}

TEST_F(RequestQuotaTest, ReEncryptCountsOnceForEachKindOfKey) {
  const std::string request =
      R"("CiphertextBlob":"aGVsbG8=","DestinationKeyId":"alias/none","SourceEncryptionAlgorithm":)";
  limit(quotas({"Symmetric=1", "RSA=1"}));
  EXPECT_NE(trent_.call("ReEncrypt", request + R"("SYMMETRIC_DEFAULT")").exception, kThrottled);
  limit(quotas({"Symmetric=1", "RSA=1"}));
  EXPECT_NE(trent_.call("ReEncrypt", request + R"("RSAES_OAEP_SHA_1","SourceKeyId":"alias/none")")
                .exception,
            kThrottled);
  for (const std::string algorithm : {"SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1"})
    EXPECT_EQ(encrypt("alias/none", fmt::format(R"(,"EncryptionAlgorithm":"{}")", algorithm)),
              kThrottled);
}

TEST_F(RequestQuotaTest, DataKeyPairsAreCountedBySpecInBothOperations) {
  const std::string request = fmt::format(R"("KeyId":"{}","KeyPairSpec":)", trent_.create_key());
  limit(quotas({"GenerateDataKeyPair:ECC_NIST_P256=1"}));
  EXPECT_EQ(trent_.call("GenerateDataKeyPair", request + R"("ECC_NIST_P256")").exception, "");
  EXPECT_EQ(
      trent_.call("GenerateDataKeyPairWithoutPlaintext", request + R"("ECC_NIST_P256")").exception,
      kThrottled);
  EXPECT_EQ(trent_.call("GenerateDataKeyPair", request + R"("ECC_NIST_P384")").exception, "");
}

TEST_F(RequestQuotaTest, DryRunsCount) {
  const std::string key = trent_.create_key();
  limit(quotas({"Symmetric=1"}));
  EXPECT_EQ(encrypt(key, R"(,"DryRun":true)"), "DryRunOperationException");
  EXPECT_EQ(encrypt(key), kThrottled);
}

TEST_F(RequestQuotaTest, RequestsAboutAnothersKeyCountForTheCaller) {
  const std::string members = fmt::format(R"("KeyId":"{}")", trent_.arn(trent_.create_key()));
  limit(quotas({"DescribeKey=1"}));
  EXPECT_NE(trent_.call_as(kOther, "DescribeKey", members).exception, kThrottled);
  EXPECT_EQ(trent_.call_as(kOther, "DescribeKey", members).exception, kThrottled);
  EXPECT_EQ(trent_.call("DescribeKey", members).exception, "");
}

TEST_F(RequestQuotaTest, AnOperationCanChargeAnotherRegionForMore) {
  limit(quotas({"CreateKey=5"}));
  const identity::Caller caller{.account = kOwner, .arn = {}, .access_key_id = {}};
  const OperationRow& row = *find_operation("ReplicateKey");
  audit::Event event;
  Call call(trent_.services(),
            {.caller = caller, .scope = {kOwner, kRegion}, .now = trent_.clock.now()},
            {row.operation, "ReplicateKey", row.rule}, event);
  const keys::Region replica_region("us-east-1");
  constexpr throttle::Group group = throttle::group_named("CreateKey");
  EXPECT_TRUE(call.charge_in(replica_region, group, 2));
  EXPECT_TRUE(call.charge_in(replica_region, group, 2));
  EXPECT_FALSE(call.charge_in(replica_region, group, 2));
  EXPECT_TRUE(call.charge(group));
}

}  // namespace
}  // namespace trent::operations
