#include "material/deployment_keys.h"

#include <gtest/gtest.h>

#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"

namespace trent::material {
namespace {

using testing::FixedRootKey;

class DeploymentKeysTest : public ::testing::Test {
 protected:
  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  FixedRootKey root_key_;

  std::unique_ptr<DeploymentKeys> open() {
    auto keys = DeploymentKeys::open(*store_, root_key_);
    EXPECT_TRUE(keys) << keys.error().detail;
    return *std::move(keys);
  }
};

TEST_F(DeploymentKeysTest, AreMadeOnceAndReadBackEqual) {
  const auto first = open();
  const auto second = open();
  EXPECT_EQ(as_text(first->identifier_key().reveal()), as_text(second->identifier_key().reveal()));
  EXPECT_NE(as_text(first->identifier_key().reveal()), as_text(first->marker_key().reveal()));
  EXPECT_NE(as_text(first->import_token_key().reveal()), as_text(first->marker_key().reveal()));
}

TEST_F(DeploymentKeysTest, ADirectoryOfBeforeGrantsGetsAKeyForTheirTokens) {
  const auto complete = storage::make_memory_store();
  ASSERT_TRUE(DeploymentKeys::open(*complete, root_key_));
  const auto secrets = complete->list_deployment_secrets();
  ASSERT_TRUE(secrets);
  for (const auto& secret : *secrets) {
    if (secret.name == "grant-token-key") continue;
    ASSERT_TRUE(store_->commit({storage::PutDeploymentSecret{secret.name, secret.sealed}}));
  }
  // Nothing is sealed under a wrong root key.
  EXPECT_FALSE(DeploymentKeys::open(*store_, FixedRootKey(8)));
  EXPECT_EQ(store_->list_deployment_secrets()->size(), 4U);
  const auto first = open();
  const auto second = open();
  EXPECT_EQ(first->grant_token_key().reveal().size(), 32U);
  EXPECT_EQ(as_text(first->grant_token_key().reveal()),
            as_text(second->grant_token_key().reveal()));
}

TEST_F(DeploymentKeysTest, AnotherRootKeyIsRefusedWithAReason) {
  open();
  const auto keys = DeploymentKeys::open(*store_, FixedRootKey(8));
  ASSERT_FALSE(keys);
  EXPECT_NE(keys.error().detail.find("root key"), std::string::npos);
}

TEST_F(DeploymentKeysTest, WhatIsSealedOpensInItsContextOnly) {
  const auto keys = open();
  const Sealed sealed =
      keys->seal(SecretBytes::copy_of(std::string_view("secret")), as_bytes("here"));
  const auto opened = keys->unseal(sealed.domain_key, sealed.bytes, as_bytes("here"));
  ASSERT_TRUE(opened);
  EXPECT_EQ(as_text(opened->reveal()), "secret");
  EXPECT_FALSE(keys->unseal(sealed.domain_key, sealed.bytes, as_bytes("there")));
  EXPECT_FALSE(keys->unseal(sealed.domain_key + 1, sealed.bytes, as_bytes("here")));
}

}  // namespace
}  // namespace trent::material
