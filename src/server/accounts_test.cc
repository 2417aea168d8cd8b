#include "server/accounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/sealed_store.h"
#include "storage/testing/temporary_directory.h"

namespace trent::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Timestamp kNow{std::chrono::days(20000)};
const keys::AccountId kOther("111122223333");

class AccountsTest : public ::testing::Test {
 protected:
  AccountsTest() { config_.data_directory = directory_.path() + "/data"; }

  static std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  storage::TemporaryDirectory directory_;
  Config config_;
};

TEST_F(AccountsTest, AnAccountIsMadeOnceWithACredentialsFileOfItsOwn) {
  const std::string path = credentials_path(config_, kOther);
  EXPECT_THAT(path, HasSubstr("credentials-111122223333"));
  ASSERT_TRUE(create_account(config_, kOther, kNow));
  const std::string written = text_of(path);
  EXPECT_THAT(written, HasSubstr("aws_secret_access_key"));
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);

  const auto again = create_account(config_, kOther, kNow);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().detail, HasSubstr("exists already"));
  EXPECT_EQ(text_of(path), written);
  const auto listed = list_accounts(config_);
  ASSERT_TRUE(listed);
  EXPECT_THAT(*listed, ElementsAre(kOther));
}

TEST_F(AccountsTest, TheFirstStartMakesItsOwnAccountAndTheWanted) {
  config_.accounts = {kOther.str()};
  for (int start = 0; start < 2; ++start) {
    const auto opened = open_sealed_store(config_);
    ASSERT_TRUE(opened);
    ASSERT_TRUE(make_missing_accounts(*opened->store, *opened->deployment_keys, config_, kNow));
  }
  const auto listed = list_accounts(config_);
  ASSERT_TRUE(listed);
  EXPECT_THAT(*listed, ElementsAre(keys::AccountId("000000000000"), kOther));
}

TEST_F(AccountsTest, ALaterStartMakesNoOtherAccountUnlessItIsWanted) {
  ASSERT_TRUE(create_account(config_, kOther, kNow));
  const auto opened = open_sealed_store(config_);
  ASSERT_TRUE(opened);
  ASSERT_TRUE(make_missing_accounts(*opened->store, *opened->deployment_keys, config_, kNow));
  const auto accounts = opened->store->list_accounts();
  ASSERT_TRUE(accounts);
  EXPECT_EQ(accounts->size(), 1U);
}

TEST_F(AccountsTest, ThereIsNothingToListBeforeTheFirstStart) {
  EXPECT_FALSE(list_accounts(config_));
  EXPECT_FALSE(std::filesystem::exists(config_.data_directory));
}

}  // namespace
}  // namespace trent::server
