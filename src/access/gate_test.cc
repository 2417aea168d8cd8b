#include "access/gate.h"

#include <gtest/gtest.h>

#include "access/testing/account_authorizer.h"
#include "access/testing/fake_predefined_aliases.h"
#include "storage/testing/faulty_store.h"

namespace trent::access {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
const keys::Scope kScope{keys::AccountId("000000000000"), keys::Region("eu-central-1")};
constexpr const char* kOne = "11111111-1111-1111-1111-111111111111";
constexpr const char* kTwo = "22222222-2222-2222-2222-222222222222";

constexpr Action kEncrypt{keys::Operation::Encrypt, "Encrypt",
                          use_key(keys::KeyUsage::ENCRYPT_DECRYPT)};
constexpr Action kDecrypt{keys::Operation::Decrypt, "Decrypt",
                          use_key(keys::KeyUsage::ENCRYPT_DECRYPT)};
constexpr Action kSign{keys::Operation::Sign, "Sign", use_key(keys::KeyUsage::SIGN_VERIFY)};
constexpr Action kDisable{keys::Operation::DisableKey, "DisableKey", kManageKey};
constexpr Action kParameters{keys::Operation::GetParametersForImport, "GetParametersForImport",
                             kImport};

class GateTest : public ::testing::Test {
 protected:
  GateTest() {
    put(kOne);
    put(kTwo);
  }

  keys::KeyRef ref(const char* id) const { return {kScope, keys::KeyId(id)}; }
  void put(const char* id) {
    keys::KeyRecord key{.ref = ref(id),
                        .materials = {{.id = keys::KeyMaterialId("m"), .wrapped = {1}}}};
    ASSERT_TRUE(records_.commit({storage::PutKey{std::move(key)}}));
  }
  void change(const char* id, const std::function<void(keys::KeyRecord&)>& change) {
    keys::KeyRecord key = **records_.find_key(ref(id));
    change(key);
    ASSERT_TRUE(records_.commit({storage::PutKey{std::move(key)}}));
  }

  const identity::Caller caller_{.account = kScope.account, .arn = "root"};
  const identity::Caller stranger_{.account = keys::AccountId("111122223333"), .arn = "stranger"};
  const Asking asking_{caller_, kScope, kNow};

  storage::FaultyStore store_;
  storage::RecordCache records_{store_};
  testing::AccountAuthorizer authorizer_;
  testing::FakePredefinedAliases predefined_aliases_;
  Gate gate_{records_, authorizer_, predefined_aliases_};
};

TEST_F(GateTest, StateIsDecidedBeforeUsage) {
  EXPECT_EQ(gate_.admit(asking_, kSign, kOne).error().code, ErrorCode::InvalidKeyUsage);
  change(kOne, [](keys::KeyRecord& key) { key.enabled = false; });
  EXPECT_EQ(gate_.admit(asking_, kSign, kOne).error().code, ErrorCode::Disabled);
}

TEST_F(GateTest, OriginIsDecidedBeforeState) {
  change(kOne, [](keys::KeyRecord& key) { key.deletion_date = kNow + std::chrono::days(7); });
  EXPECT_EQ(gate_.admit(asking_, kParameters, kOne).error().code, ErrorCode::UnsupportedOperation);
  change(kOne, [](keys::KeyRecord& key) { key.origin = keys::Origin::EXTERNAL; });
  EXPECT_EQ(gate_.admit(asking_, kParameters, kOne).error().code, ErrorCode::InvalidState);
}

TEST_F(GateTest, AuthorizationIsDecidedBeforeState) {
  change(kOne, [](keys::KeyRecord& key) { key.enabled = false; });
  const Asking strange{stranger_, {stranger_.account, kScope.region}, kNow};
  EXPECT_EQ(gate_.admit(strange, kEncrypt, keys::arn_of(ref(kOne))).error().code,
            ErrorCode::AccessDenied);
  EXPECT_EQ(gate_.admit_for_ciphertext(strange, kDecrypt, ref(kOne), {}).error().code,
            ErrorCode::AccessDenied);
}

TEST_F(GateTest, WhetherAForeignKeyExistsIsNotTold) {
  const Asking strange{stranger_, {stranger_.account, kScope.region}, kNow};
  const auto exists = gate_.admit(strange, kEncrypt, keys::arn_of(ref(kOne)));
  const auto missing =
      gate_.admit(strange, kEncrypt, keys::arn_of(ref("33333333-3333-3333-3333-333333333333")));
  EXPECT_EQ(exists.error().code, missing.error().code);
  EXPECT_EQ(exists.error().message, missing.error().message);
}

TEST_F(GateTest, ForCiphertextsAuthorizationComesFirstThenTheKeyThenItsState) {
  change(kOne, [](keys::KeyRecord& key) { key.enabled = false; });
  EXPECT_EQ(gate_.admit_for_ciphertext(asking_, kDecrypt, ref(kOne), kTwo).error().code,
            ErrorCode::IncorrectKey);
  EXPECT_EQ(gate_.admit_for_ciphertext(asking_, kDecrypt, ref(kOne), kOne).error().code,
            ErrorCode::Disabled);
  EXPECT_EQ(gate_.admit_for_ciphertext(asking_, kDecrypt, {}, "fake").error().code,
            ErrorCode::NotFound);
  EXPECT_EQ(gate_.admit_for_ciphertext(asking_, kDecrypt, {}, kTwo).error().code,
            ErrorCode::InvalidCiphertext);
}

TEST_F(GateTest, AFaultIsNoRefusal) {
  // The writer's cache would not have to ask.
  storage::RecordCache fresh(store_);
  const Gate gate(fresh, authorizer_, predefined_aliases_);
  store_.fail_reads(1);
  EXPECT_EQ(gate.admit_for_ciphertext(asking_, kDecrypt, ref(kOne), {}).error().code,
            ErrorCode::Internal);
  EXPECT_TRUE(gate.admit_for_ciphertext(asking_, kDecrypt, ref(kOne), {}));
}

TEST_F(GateTest, AKeyPastItsDeletionDateDoesNotExist) {
  change(kOne, [](keys::KeyRecord& key) { key.deletion_date = kNow; });
  EXPECT_EQ(gate_.admit(asking_, kEncrypt, kOne).error().message,
            "Key '" + keys::arn_of(ref(kOne)) + "' does not exist");
}

TEST_F(GateTest, AnAwsManagedKeyIsNotItsAccountsToManage) {
  change(kOne, [](keys::KeyRecord& key) { key.manager = keys::KeyManager::AWS; });
  const auto refused = gate_.admit(asking_, kDisable, kOne);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::AccessDenied);
  EXPECT_EQ(refused.error().message,
            "User: root is not authorized to perform: kms:DisableKey on resource: " +
                keys::arn_of(ref(kOne)) +
                " because no resource-based policy allows the kms:DisableKey action");
  EXPECT_TRUE(gate_.admit(asking_, kEncrypt, kOne));
  EXPECT_TRUE(gate_.admit(asking_, kDisable, kTwo));
}

TEST_F(GateTest, WhoManagesAKeyIsDecidedBeforeItsOrigin) {
  change(kOne, [](keys::KeyRecord& key) { key.manager = keys::KeyManager::AWS; });
  EXPECT_EQ(gate_.admit(asking_, kParameters, kOne).error().code, ErrorCode::AccessDenied);
}

TEST_F(GateTest, OnlyTheFirstUseOfAPredefinedAliasAsksForItsKey) {
  const keys::AliasName name("alias/aws/s3");
  predefined_aliases_.keys[name] = **records_.find_key(ref(kOne));
  const auto key = gate_.admit(asking_, kEncrypt, "alias/aws/s3");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->record().ref, ref(kOne));
  EXPECT_EQ(predefined_aliases_.asked, (std::vector<keys::AliasRef>{{kScope, name}}));

  ASSERT_TRUE(
      records_.commit({storage::PutAlias{{.ref = {kScope, name}, .target = keys::KeyId(kTwo)}}}));
  EXPECT_EQ(gate_.admit(asking_, kEncrypt, "alias/aws/s3")->record().ref, ref(kTwo));
  EXPECT_EQ(predefined_aliases_.asked.size(), 1U);
}

TEST_F(GateTest, NoOtherAliasMakesAKey) {
  const Asking strange{stranger_, {stranger_.account, kScope.region}, kNow};
  const std::string arn = keys::arn_of(keys::AliasRef{kScope, keys::AliasName("alias/aws/s3")});
  EXPECT_EQ(gate_.admit(strange, kEncrypt, arn).error().code, ErrorCode::AccessDenied);
  EXPECT_EQ(gate_.admit(asking_, kEncrypt, "alias/aws/unknown").error().code, ErrorCode::NotFound);
  EXPECT_EQ(gate_.admit(asking_, kDisable, "alias/aws/s3").error().code, ErrorCode::InvalidArn);
  EXPECT_TRUE(predefined_aliases_.asked.empty());
}

TEST_F(GateTest, WhoMayNotUseTheKeyOfAPredefinedAliasDoesNotMakeIt) {
  keys::KeyRecord key = **records_.find_key(ref(kOne));
  key.ref.scope.account = stranger_.account;  // all that this authorizer looks at
  predefined_aliases_.keys[keys::AliasName("alias/aws/s3")] = std::move(key);
  EXPECT_EQ(gate_.admit(asking_, kEncrypt, "alias/aws/s3").error().code, ErrorCode::AccessDenied);
}

TEST_F(GateTest, AnAdmittedKeyIsASnapshot) {
  const auto key = gate_.admit(asking_, kEncrypt, kOne);
  ASSERT_TRUE(key);
  change(kOne, [](keys::KeyRecord& record) { record.description = "new"; });
  EXPECT_EQ(key->record().description, "");
}

}  // namespace
}  // namespace trent::access
