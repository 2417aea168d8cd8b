// GetKeyLastUsage, and which operations it tells of.
#include <gtest/gtest.h>

#include <set>

#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

// An operation that counts, on a new key; some need what another operation has made with that key.
struct Use {
  const char* operation;
  const char* key;      // members of CreateKey
  const char* members;  // of the request, beside the key and what was made
  const char* maker = nullptr;
  const char* made = nullptr;  // the member of the maker's answer, and of the request
};

constexpr const char* kAny = "";
constexpr const char* kMacKey = R"("KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC")";
constexpr const char* kSigningKey = R"("KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY")";
constexpr const char* kAgreementKey = R"("KeySpec":"ECC_NIST_P256","KeyUsage":"KEY_AGREEMENT")";
constexpr const char* kKemKey = R"("KeySpec":"ML_KEM_512","KeyUsage":"ENCAPSULATE_DECAPSULATE")";
constexpr const char* kMac = R"("MacAlgorithm":"HMAC_SHA_256","Message":"AAAA")";
constexpr const char* kSignature = R"("SigningAlgorithm":"ECDSA_SHA_256","Message":"AAAA")";
constexpr const char* kKem = R"("EncapsulationAlgorithm":"ML_KEM")";
constexpr const char* kText = R"("Plaintext":"AAAA")";
constexpr const char* kPair = R"("KeyPairSpec":"ECC_NIST_P256")";

// clang-format off
constexpr std::array kUses{
    Use{"Decapsulate",                         kKemKey,       kKem, "Encapsulate", "SharedSecretCiphertextBlob"},
    Use{"Decrypt",                             kAny,          kText, "Encrypt", "CiphertextBlob"},
    Use{"DeriveSharedSecret",                  kAgreementKey, R"("KeyAgreementAlgorithm":"ECDH")", "GetPublicKey", "PublicKey"},
    Use{"Encapsulate",                         kKemKey,       kKem},
    Use{"Encrypt",                             kAny,          kText},
    Use{"GenerateDataKey",                     kAny,          R"("KeySpec":"AES_256")"},
    Use{"GenerateDataKeyPair",                 kAny,          kPair},
    Use{"GenerateDataKeyPairWithoutPlaintext", kAny,          kPair},
    Use{"GenerateDataKeyWithoutPlaintext",     kAny,          R"("NumberOfBytes":16)"},
    Use{"GenerateMac",                         kMacKey,       kMac},
    Use{"ReEncrypt",                           kAny,          kText, "Encrypt", "CiphertextBlob"},
    Use{"Sign",                                kSigningKey,   kSignature},
    Use{"Verify",                              kSigningKey,   kSignature, "Sign", "Signature"},
    Use{"VerifyMac",                           kMacKey,       kMac, "GenerateMac", "Mac"},
};
// clang-format on

double number(const boost::json::object& object, std::string_view member) {
  return object.at(member).to_number<double>();
}

class KeyLastUsageTest : public ::testing::Test {
 protected:
  KeyLastUsageTest() { trent_.clock.advance(Duration(1250)); }

  std::string key_id_member(const std::string& key) { return fmt::format(R"("KeyId":"{}")", key); }
  Answer last_usage_answer(const std::string& key) {
    return trent_.call("GetKeyLastUsage", key_id_member(key));
  }
  boost::json::object last_usage(const std::string& key) {
    const Answer answer = last_usage_answer(key);
    EXPECT_EQ(answer.exception, "") << answer.message;
    return answer.body.at("KeyLastUsage").get_object();
  }
  std::string operation_of(const std::string& key) {
    const boost::json::object usage = last_usage(key);
    return usage.empty() ? "none" : std::string(usage.at("Operation").get_string());
  }

  // The members of a request of `use` on the key, after what it needs was made.
  std::string request_of(const Use& use, const std::string& key) {
    const std::string key_member =
        std::string_view(use.operation) == "ReEncrypt" ? "DestinationKeyId" : "KeyId";
    std::string members = fmt::format(R"("{}":"{}",{})", key_member, key, use.members);
    if (!use.maker) return members;
    const Answer made =
        trent_.call(use.maker, fmt::format(R"({},{})", key_id_member(key), use.members));
    EXPECT_EQ(made.exception, "") << made.message;
    return members + fmt::format(R"(,"{}":"{}")", use.made, made.text(use.made));
  }
  Answer encrypt(const std::string& key) {
    return trent_.call("Encrypt", fmt::format(R"({},{})", key_id_member(key), kText));
  }

  Deployment trent_;
};

TEST_F(KeyLastUsageTest, TheRowsThatCountAreThoseOfKms) {
  std::set<std::string_view> expected, counted;
  for (const Use& use : kUses) expected.insert(use.operation);
  for (const OperationRow& row : registry())
    if (row.tracking == Tracking::Use) counted.insert(name_of(row.operation));
  EXPECT_EQ(counted, expected);
}

TEST_F(KeyLastUsageTest, EverySuccessThatCountsIsTold) {
  for (const Use& use : kUses) {
    SCOPED_TRACE(use.operation);
    const std::string key = trent_.create_key(use.key);
    const std::string request = request_of(use, key);
    trent_.clock.advance(std::chrono::minutes(1));
    const Answer answer = trent_.call(use.operation, request);
    ASSERT_EQ(answer.exception, "") << answer.message;
    const boost::json::object usage = last_usage(key);
    EXPECT_EQ(usage.at("Operation").get_string(), use.operation);
    EXPECT_EQ(usage.at("KmsRequestId").get_string(), answer.request_id);
    EXPECT_EQ(number(usage, "Timestamp"),
              trent_.clock.now().time_since_epoch() / std::chrono::seconds(1));
    EXPECT_FALSE(usage.contains("CloudTrailEventId"));
  }
}

TEST_F(KeyLastUsageTest, NeitherDryRunsNorFailuresCount) {
  for (const Use& use : kUses) {
    SCOPED_TRACE(use.operation);
    const std::string key = trent_.create_key(use.key);
    const std::string request = request_of(use, key);
    const boost::json::object before = last_usage(key);
    trent_.clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(trent_.call(use.operation, request + R"(,"DryRun":true)").exception,
              "DryRunOperationException");
    EXPECT_EQ(last_usage(key), before);
    trent_.call("DisableKey", key_id_member(key));
    EXPECT_EQ(trent_.call(use.operation, request).exception, "DisabledException");
    EXPECT_EQ(last_usage(key), before);
  }
}

TEST_F(KeyLastUsageTest, WhatFailsInTheWorkItselfDoesNotCount) {
  const std::string key = trent_.create_key();
  const std::string blob = encrypt(key).text("CiphertextBlob");
  EXPECT_EQ(trent_
                .call("Decrypt",
                      fmt::format(R"("CiphertextBlob":"{}","EncryptionContext":{{"a":"b"}})", blob))
                .exception,
            "InvalidCiphertextException");
  EXPECT_EQ(operation_of(key), "Encrypt");

  const std::string signing = trent_.create_key(kSigningKey);
  EXPECT_EQ(trent_
                .call("Verify", fmt::format(R"({},{},"Signature":"AAAA")", key_id_member(signing),
                                            kSignature))
                .exception,
            "KMSInvalidSignatureException");
  EXPECT_EQ(operation_of(signing), "none");
}

TEST_F(KeyLastUsageTest, OtherOperationsDoNotCount) {
  const std::string key = trent_.create_key(kSigningKey);
  for (const auto& [operation, members] :
       {std::pair{"DescribeKey", ""},
        {"GetPublicKey", ""},
        {"GetKeyPolicy", ""},
        {"ListKeyPolicies", ""},
        {"ListResourceTags", ""},
        {"GetKeyLastUsage", ""},
        {"TagResource", R"(,"Tags":[{"TagKey":"a","TagValue":"b"}])"},
        {"UpdateKeyDescription", R"(,"Description":"new")"},
        {"DisableKey", ""},
        {"EnableKey", ""},
        {"ScheduleKeyDeletion", ""},
        {"CancelKeyDeletion", ""}}) {
    const Answer answer = trent_.call(operation, key_id_member(key) + members);
    EXPECT_EQ(answer.exception, "") << operation << answer.message;
    EXPECT_EQ(operation_of(key), "none") << operation;
  }
  EXPECT_EQ(last_usage(key), boost::json::object());
}

TEST_F(KeyLastUsageTest, ReEncryptIsAUseOfBothKeys) {
  const std::string from = trent_.create_key();
  const std::string to = trent_.create_key();
  const std::string blob = encrypt(from).text("CiphertextBlob");
  trent_.clock.advance(std::chrono::minutes(1));
  const Answer moved = trent_.call(
      "ReEncrypt", fmt::format(R"("CiphertextBlob":"{}","DestinationKeyId":"{}")", blob, to));
  for (const std::string& key : {from, to}) {
    EXPECT_EQ(operation_of(key), "ReEncrypt");
    EXPECT_EQ(last_usage(key).at("KmsRequestId").get_string(), moved.request_id);
  }
}

TEST_F(KeyLastUsageTest, AUseThroughAnAliasOrTheCiphertextIsOneOfItsKey) {
  const std::string key = trent_.create_key();
  trent_.call("CreateAlias", fmt::format(R"("AliasName":"alias/a","TargetKeyId":"{}")", key));
  const std::string blob = encrypt("alias/a").text("CiphertextBlob");
  EXPECT_EQ(operation_of(key), "Encrypt");
  trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob));
  EXPECT_EQ(operation_of(key), "Decrypt");
}

TEST_F(KeyLastUsageTest, TheAnswerNamesTheBareIdAndWhenTheKeyWasMade) {
  const std::string key = trent_.create_key();
  trent_.clock.advance(std::chrono::minutes(1));
  const Answer answer = last_usage_answer(trent_.arn(key));
  EXPECT_EQ(answer.text("KeyId"), key);
  const double created = std::chrono::days(20000) / std::chrono::seconds(1) + 1.25;
  EXPECT_EQ(number(answer.body, "KeyCreationDate"), created);
  EXPECT_EQ(number(answer.body, "TrackingStartDate"), created);
  EXPECT_EQ(answer.body.size(), 4U);
}

TEST_F(KeyLastUsageTest, TrackingOfAnOlderKeyStartsWithTheDeploymentsTracking) {
  const std::string key = trent_.create_key();
  const keys::KeyRef ref{{keys::AccountId("000000000000"), keys::Region("eu-central-1")},
                         keys::KeyId(key)};
  keys::KeyRecord older = **trent_.records.find_key(ref);
  older.created = Deployment::kStart - std::chrono::days(3);
  ASSERT_TRUE(trent_.records.commit({storage::PutKey{older}}));
  const Answer answer = last_usage_answer(key);
  const double start = std::chrono::days(20000) / std::chrono::seconds(1);
  EXPECT_EQ(number(answer.body, "KeyCreationDate"), start - 3 * 86400);
  EXPECT_EQ(number(answer.body, "TrackingStartDate"), start);
}

TEST_F(KeyLastUsageTest, ItIsToldInEveryStateUntilTheKeyIsGoneFlushedOrNot) {
  const std::string key = trent_.create_key();
  const std::string used_later = trent_.create_key();
  encrypt(key);
  EXPECT_EQ(trent_.last_usage->flush()->written, 1U);
  EXPECT_EQ(operation_of(key), "Encrypt");
  encrypt(used_later);
  for (const std::string& each : {key, used_later}) {
    trent_.call("ScheduleKeyDeletion", key_id_member(each) + R"(,"PendingWindowInDays":7)");
    EXPECT_EQ(operation_of(each), "Encrypt");
  }
  trent_.clock.advance(std::chrono::days(7));
  EXPECT_EQ(last_usage_answer(key).exception, "NotFoundException");
  EXPECT_TRUE(trent_.last_usage->flush());
}

TEST_F(KeyLastUsageTest, OnlyIdsAndArnsOfTheCallersOwnKeysAreTaken) {
  const std::string key = trent_.create_key();
  trent_.call("CreateAlias", fmt::format(R"("AliasName":"alias/a","TargetKeyId":"{}")", key));
  const Answer alias = last_usage_answer("alias/a");
  EXPECT_EQ(alias.exception, "InvalidArnException");
  EXPECT_EQ(alias.message, "Key Aliases are not supported for this operation.");
  EXPECT_EQ(last_usage_answer("arn:aws:s3:::bucket").exception, "InvalidArnException");
  EXPECT_EQ(last_usage_answer("00000000-0000-4000-8000-000000000001").exception,
            "NotFoundException");
  EXPECT_EQ(trent_
                .call_as(keys::AccountId("111122223333"), "GetKeyLastUsage",
                         key_id_member(trent_.arn(key)))
                .exception,
            "AccessDeniedException");
}

}  // namespace
}  // namespace trent::operations
