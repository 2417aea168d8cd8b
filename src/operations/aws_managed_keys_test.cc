#include "operations/aws_managed_keys.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/log.h"
#include "keys/aws_managed_keys.h"
#include "operations/testing/deployment.h"
#include "storage/testing/faulty_store.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class AwsManagedKeyTest : public ::testing::Test {
 protected:
  AwsManagedKeyTest() { log::set_level(log::Level::Error); }

  // The entry of ListAliases.
  boost::json::object listed(std::string_view name) {
    const Answer answer = trent_.call("ListAliases", R"("Limit":100)");
    for (const auto& alias : answer.body.at("Aliases").as_array())
      if (alias.at("AliasName").get_string() == name) return alias.as_object();
    ADD_FAILURE() << name;
    return {};
  }
  std::string first_use(const std::string& alias = "alias/aws/s3") {
    const Answer answer = trent_.call("DescribeKey", fmt::format(R"("KeyId":"{}")", alias));
    EXPECT_EQ(answer.exception, "") << answer.message;
    return std::string(answer.metadata().at("KeyId").get_string());
  }
  std::size_t keys_there() { return trent_.call("ListKeys").body.at("Keys").as_array().size(); }

  Deployment trent_;
};

TEST_F(AwsManagedKeyTest, AnAliasWithoutAKeyIsListedWithoutTargetAndDates) {
  EXPECT_EQ(boost::json::serialize(listed("alias/aws/s3")),
            R"({"AliasName":"alias/aws/s3",)"
            R"("AliasArn":"arn:aws:kms:eu-central-1:000000000000:alias/aws/s3"})");
  EXPECT_EQ(keys_there(), 0U);
}

TEST_F(AwsManagedKeyTest, TheFirstUseMakesTheKeyAndLaterOnesFindIt) {
  const std::string key = first_use();
  EXPECT_EQ(first_use(), key);
  EXPECT_EQ(first_use("arn:aws:kms:eu-central-1:000000000000:alias/aws/s3"), key);
  EXPECT_NE(first_use("alias/aws/ssm"), key);
  EXPECT_EQ(keys_there(), 2U);
  const boost::json::object alias = listed("alias/aws/s3");
  EXPECT_EQ(alias.at("TargetKeyId").get_string(), key);
  EXPECT_TRUE(alias.contains("CreationDate") && alias.contains("LastUpdatedDate"));
}

TEST_F(AwsManagedKeyTest, DescribesItselfAsOneOfAws) {
  const Answer answer = trent_.call("DescribeKey", R"("KeyId":"alias/aws/ebs")");
  EXPECT_EQ(answer.metadata().at("KeyManager").get_string(), "AWS");
  EXPECT_EQ(answer.metadata().at("KeySpec").get_string(), "SYMMETRIC_DEFAULT");
  EXPECT_EQ(answer.metadata().at("Origin").get_string(), "AWS_KMS");
  EXPECT_EQ(answer.metadata().at("KeyState").get_string(), "Enabled");
  EXPECT_FALSE(answer.metadata().at("MultiRegion").as_bool());
  EXPECT_EQ(answer.metadata().at("Description").get_string(),
            "Default key that protects my EBS volumes when no other key is defined");
}

TEST_F(AwsManagedKeyTest, EncryptingUnderTheAliasIsAFirstUseToo) {
  const std::string blob =
      trent_.call("Encrypt", R"("KeyId":"alias/aws/s3","Plaintext":"AA==")").text("CiphertextBlob");
  const Answer decrypted = trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob));
  EXPECT_EQ(decrypted.text("Plaintext"), "AA==");
  EXPECT_EQ(decrypted.text("KeyId"), trent_.arn(first_use()));
}

TEST_F(AwsManagedKeyTest, RotationIsOnAndYearly) {
  const std::string key = first_use();
  const Answer status = trent_.call("GetKeyRotationStatus", fmt::format(R"("KeyId":"{}")", key));
  EXPECT_TRUE(status.body.at("KeyRotationEnabled").as_bool());
  EXPECT_EQ(status.body.at("RotationPeriodInDays").to_number<int>(), 365);
}

TEST_F(AwsManagedKeyTest, AForeignAliasMakesNoKey) {
  const Answer refused =
      trent_.call_as(keys::AccountId("111122223333"), "DescribeKey",
                     R"("KeyId":"arn:aws:kms:eu-central-1:000000000000:alias/aws/s3")");
  EXPECT_EQ(refused.exception, "AccessDeniedException");
  EXPECT_EQ(keys_there(), 0U);
}

// Whoever adds an operation decides about these keys: what changes a key is not for them.
TEST(AwsManagedKeys, EveryOperationThatWritesToAKeyIsRefused) {
  for (const OperationRow& row : registry()) {
    const bool writes = row.cost == Cost::Writes || row.cost == Cost::ReadsAndWrites;
    const bool changes_a_key = row.rule.naming == access::KeyNaming::IdOnly &&
                               (writes || row.rule.origin == keys::Origin::EXTERNAL);
    EXPECT_EQ(row.rule.customer_managed_only, changes_a_key) << name_of(row.operation);
  }
}

TEST_F(AwsManagedKeyTest, ManagingItIsDenied) {
  const std::string key = first_use();
  const Answer before = trent_.call("DescribeKey", fmt::format(R"("KeyId":"{}")", key));
  for (const char* operation :
       {"DisableKey", "EnableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "EnableKeyRotation",
        "DisableKeyRotation", "RotateKeyOnDemand"}) {
    const Answer answer = trent_.call(operation, fmt::format(R"("KeyId":"{}")", key));
    EXPECT_EQ(answer.exception, "AccessDeniedException") << operation;
    EXPECT_EQ(answer.message,
              fmt::format("User: arn:aws:iam::000000000000:root is not authorized to perform: "
                          "kms:{0} on resource: {1} because no resource-based policy allows the "
                          "kms:{0} action",
                          operation, trent_.arn(key)));
  }
  EXPECT_EQ(
      boost::json::serialize(trent_.call("DescribeKey", fmt::format(R"("KeyId":"{}")", key)).body),
      boost::json::serialize(before.body));
}

// The parts, on a store that can fail.
class FirstUseTest : public ::testing::Test {
 protected:
  FirstUseTest() { log::set_level(log::Level::Off); }
  ~FirstUseTest() override { log::set_level(log::Level::Error); }

  Result<keys::KeyRef> first_use(const access::PredefinedAliases::Admission& admission) {
    return aws_managed_keys_.first_use(kAlias, kNow, admission);
  }
  std::size_t keys_there() { return store_.list_keys(kAlias.scope, "", 100)->size(); }

  static constexpr Timestamp kNow{std::chrono::days(20000)};
  const keys::AliasRef kAlias{{keys::AccountId("000000000000"), keys::Region("eu-central-1")},
                              keys::AliasName("alias/aws/s3")};
  const access::PredefinedAliases::Admission anybody_ = [](const keys::KeyRecord&) {
    return Result<void>();
  };
  storage::FaultyStore store_;
  storage::RecordCache records_{store_};
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> deployment_keys_ =
      *material::DeploymentKeys::open(store_, root_key_);
  material::Materials materials_{*deployment_keys_, records_, {}};
  const AwsManagedKeys aws_managed_keys_{records_, materials_};
};

TEST_F(FirstUseTest, IsDurable) {
  const auto key = first_use(anybody_);
  ASSERT_TRUE(key);
  store_.crash();
  EXPECT_EQ((*store_.find_alias(kAlias))->target, key->id);
  EXPECT_EQ((*store_.find_key(*key))->manager, keys::KeyManager::AWS);
}

TEST_F(FirstUseTest, OfManyAtOnceMakesOneKey) {
  constexpr std::size_t kThreads = 8;
  std::vector<keys::KeyRef> found(kThreads);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i)
      threads.emplace_back([&, i] { found[i] = first_use(anybody_).value(); });
  }
  for (const keys::KeyRef& one : found) EXPECT_EQ(one, found.front());
  EXPECT_EQ(keys_there(), 1U);
}

TEST_F(FirstUseTest, ThatIsNotAdmittedStoresNothing) {
  keys::KeyRecord seen;
  const auto refused = first_use([&seen](const keys::KeyRecord& key) -> Result<void> {
    seen = key;
    return fail_silently(ErrorCode::AccessDenied);
  });
  EXPECT_EQ(refused.error().code, ErrorCode::AccessDenied);
  EXPECT_EQ(seen.ref.scope, kAlias.scope);
  EXPECT_NE(seen.policy.find("kms:GenerateDataKey*"), std::string::npos);
  EXPECT_EQ(keys_there(), 0U);
}

TEST_F(FirstUseTest, ThatTheDiskRefusesLeavesNothingAndTheNextOneWorks) {
  store_.fail_commits(1);
  EXPECT_EQ(first_use(anybody_).error().code, ErrorCode::Internal);
  EXPECT_EQ(keys_there(), 0U);
  EXPECT_FALSE(store_.find_alias(kAlias));
  EXPECT_TRUE(first_use(anybody_));
}

}  // namespace
}  // namespace trent::operations
