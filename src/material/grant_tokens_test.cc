#include "material/grant_tokens.h"

#include <gtest/gtest.h>

#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"

namespace trent::material {
namespace {

class GrantTokensTest : public ::testing::Test {
 protected:
  bool opens(std::string_view token) {
    const auto grant = open_grant_token(*keys_, token);
    if (grant) return true;
    EXPECT_EQ(grant.error().code, ErrorCode::InvalidGrantToken);
    EXPECT_FALSE(grant.error().message);
    return false;
  }

  const std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  const std::unique_ptr<DeploymentKeys> keys_ =
      *DeploymentKeys::open(*store_, testing::FixedRootKey());
  const GrantRef grant_{{{keys::AccountId("111122223333"), keys::Region("eu-central-1")},
                         keys::KeyId("1234abcd-12ab-34cd-56ef-1234567890ab")},
                        grants::GrantId(std::string(64, 'a'))};
};

TEST_F(GrantTokensTest, ATokenNamesItsGrantAndNoTwoAreTheSame) {
  const std::string one = make_grant_token(*keys_, grant_);
  const std::string other = make_grant_token(*keys_, grant_);
  EXPECT_NE(one, other);
  EXPECT_LE(one.size(), 8192U);
  for (const std::string& token : {one, other}) {
    const auto opened = open_grant_token(*keys_, token);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->key, grant_.key);
    EXPECT_EQ(opened->id, grant_.id);
  }
}

TEST_F(GrantTokensTest, NothingOfATokenCanBeChanged) {
  const std::string token = make_grant_token(*keys_, grant_);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(opens(changed)) << i;
    EXPECT_FALSE(opens(token.substr(0, i))) << i;
  }
  EXPECT_FALSE(opens(token + "AAAA"));
  EXPECT_FALSE(opens("not base64!"));
  EXPECT_TRUE(opens(token));
}

TEST_F(GrantTokensTest, AnotherDeploymentsTokenIsNone) {
  const auto other_store = storage::make_memory_store();
  const auto others = *DeploymentKeys::open(*other_store, testing::FixedRootKey());
  EXPECT_FALSE(opens(make_grant_token(*others, grant_)));
}

}  // namespace
}  // namespace trent::material
