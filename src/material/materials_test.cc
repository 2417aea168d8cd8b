#include "material/materials.h"

#include <gtest/gtest.h>

#include "material/encryption.h"
#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"

namespace trent::material {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
const keys::Scope kScope{keys::AccountId("000000000000"), keys::Region("eu-central-1")};
constexpr auto kSymmetric = keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
constexpr const char* kOne = "11111111-1111-1111-1111-111111111111";
constexpr const char* kTwo = "22222222-2222-2222-2222-222222222222";

class MaterialsTest : public ::testing::Test {
 protected:
  MaterialsTest() {
    make_key(kOne);
    make_key(kTwo);
  }

  void make_key(const char* id) {
    keys::KeyRecord key{.ref = {kScope, keys::KeyId(id)}};
    key.materials = {*materials_.generate(key, kNow)};
    ASSERT_TRUE(records_.commit({storage::PutKey{std::move(key)}}));
  }
  keys::KeyRecord record(const char* id) const {
    return **records_.find_key({kScope, keys::KeyId(id)});
  }
  access::AdmittedKey admitted(const char* id) const {
    constexpr access::Action kEncrypt{keys::Operation::Encrypt, "Encrypt",
                                      access::use_key(keys::KeyUsage::ENCRYPT_DECRYPT)};
    return *gate_.admit({caller_, kScope, kNow}, kEncrypt, id);
  }
  Result<Encrypted> encrypt(const char* id) const {
    return material::encrypt(materials_, admitted(id), kSymmetric,
                             SecretBytes::copy_of(std::string_view("plain")), {});
  }
  Result<Decrypted> decrypt(const char* id, ByteView ciphertext) const {
    return material::decrypt(materials_, admitted(id), kSymmetric, ciphertext, {});
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  storage::RecordCache records_{*store_};
  testing::FixedRootKey root_key_;
  std::unique_ptr<DeploymentKeys> keys_ = *DeploymentKeys::open(*store_, root_key_);
  Materials materials_{*keys_, records_, {}};
  const identity::Caller caller_{.account = kScope.account};
  access::AccountAuthorizer authorizer_{records_};
  access::Gate gate_{records_, authorizer_};
};

TEST_F(MaterialsTest, ABlobIsOpenedByItsOwnMaterialOnly) {
  const auto encrypted = encrypt(kOne);
  ASSERT_TRUE(encrypted);
  const auto decrypted = decrypt(kOne, encrypted->ciphertext);
  ASSERT_TRUE(decrypted);
  EXPECT_EQ(as_text(decrypted->plaintext.reveal()), "plain");
  EXPECT_EQ(decrypt(kTwo, encrypted->ciphertext).error().code, ErrorCode::InvalidCiphertext);
}

TEST_F(MaterialsTest, WrappedMaterialMovedToAnotherKeyDoesNotOpen) {
  keys::KeyRecord thief = record(kTwo);
  thief.materials[0] = record(kOne).materials[0];
  ASSERT_TRUE(records_.commit({storage::PutKey{std::move(thief)}}));
  const auto encrypted = encrypt(kTwo);
  ASSERT_FALSE(encrypted);
  EXPECT_EQ(encrypted.error().code, ErrorCode::Internal);
}

TEST_F(MaterialsTest, UnwrappedMaterialLeavesMemoryWhenItsKeyChanges) {
  ASSERT_TRUE(encrypt(kOne));
  keys::KeyRecord damaged = record(kOne);
  damaged.materials[0].wrapped.back() ^= 1;
  ASSERT_TRUE(records_.commit({storage::PutKey{std::move(damaged)}}));
  EXPECT_FALSE(encrypt(kOne)) << "the old copy must not be used any more";
}

TEST_F(MaterialsTest, GeneratedMaterialIsDifferentEveryTime) {
  EXPECT_NE(record(kOne).materials[0].id, record(kTwo).materials[0].id);
  const keys::KeyRecord key = record(kOne);
  EXPECT_NE(materials_.generate(key, kNow)->id, materials_.generate(key, kNow)->id);
}

}  // namespace
}  // namespace trent::material
