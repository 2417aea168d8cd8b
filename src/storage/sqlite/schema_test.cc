#include "storage/sqlite/schema.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "storage/sqlite/record_reader.h"
#include "storage/testing/temporary_directory.h"

namespace trent::storage::sqlite {
namespace {

constexpr Migration kFirst{1, "CREATE TABLE one (x INTEGER);"};
constexpr Migration kSecond{2, "CREATE TABLE two (x INTEGER); INSERT INTO two VALUES (2);"};
constexpr Migration kBroken{2, "CREATE TABLE two (x INTEGER); CREATE TABLE one (x INTEGER);"};
constexpr Migration kOld[] = {kFirst};
constexpr Migration kNew[] = {kFirst, kSecond};
constexpr Migration kNewButBroken[] = {kFirst, kBroken};

class Schema : public ::testing::Test {
 protected:
  static std::unique_ptr<Connection> open(const std::string& path) {
    std::ofstream(path).flush();
    return Connection::open(path, Access::ReadWrite, "").value();
  }
  std::int64_t number(std::string_view sql) { return connection_->number(sql).value(); }

  const TemporaryDirectory directory_;
  const std::unique_ptr<Connection> connection_ = open(directory_.path() + "/test.db");
};

TEST_F(Schema, ANewDatabaseGetsEveryMigration) {
  ASSERT_TRUE(check_identity(*connection_));
  ASSERT_TRUE(migrate(*connection_));
  EXPECT_EQ(number("PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(number("PRAGMA user_version"), migrations().back().version);
  EXPECT_TRUE(check_identity(*connection_));
}

TEST_F(Schema, AnOlderDatabaseGetsTheMissingMigrationsOnly) {
  ASSERT_TRUE(migrate(*connection_, kOld));
  ASSERT_TRUE(connection_->run_script("INSERT INTO one VALUES (7)"));
  ASSERT_TRUE(check_identity(*connection_, kNew));
  ASSERT_TRUE(migrate(*connection_, kNew));
  EXPECT_EQ(number("PRAGMA user_version"), 2);
  EXPECT_EQ(number("SELECT x FROM one"), 7);
  EXPECT_EQ(number("SELECT x FROM two"), 2);
  EXPECT_TRUE(migrate(*connection_, kNew));
  EXPECT_EQ(number("SELECT count(*) FROM two"), 1);
}

TEST_F(Schema, AKeyOfVersionTwoIsItsCustomersAndHasNeverRotatedAndDoesNot) {
  ASSERT_TRUE(migrate(*connection_, migrations().first(2)));
  ASSERT_TRUE(connection_->run_script(R"sql(
INSERT INTO keys VALUES (1, 'a', 'r', 'k', 1, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'AWS_KMS', 0, '', 1, NULL, '', NULL);
INSERT INTO key_materials VALUES (1, 0, 'm', 'CURRENT', 0, '', NULL, 1, NULL, 0, x''))sql"));
  ASSERT_TRUE(migrate(*connection_));
  const auto key =
      find_stored_key(*connection_, {{keys::AccountId("a"), keys::Region("r")}, keys::KeyId("k")});
  ASSERT_TRUE(key) << key.error().detail;
  EXPECT_FALSE(key->record.rotation_schedule);
  EXPECT_FALSE(key->record.materials.at(0).rotation);
  EXPECT_EQ(key->record.manager, keys::KeyManager::CUSTOMER);
  EXPECT_EQ(number("SELECT keys FROM key_counts WHERE account = 'a' AND region = 'r' "
                   "AND manager = 'CUSTOMER'"),
            1);
}

TEST_F(Schema, EntitiesOfVersionNineAreCounted) {
  ASSERT_TRUE(migrate(*connection_, migrations().first(9)));
  ASSERT_TRUE(connection_->run_script(R"sql(
INSERT INTO iam_entities VALUES ('a', 'user', 'u', 1, '', 'u', '/', 0, '{}'),
  ('a', 'user', 'v', 1, '', 'v', '/', 0, '{}'), ('a', 'role', 'u', 1, '', 'u', '/', 0, '{}'))sql"));
  ASSERT_TRUE(migrate(*connection_));
  constexpr std::string_view kUsers =
      "SELECT entities FROM iam_entity_counts WHERE account = 'a' AND kind = 'user'";
  EXPECT_EQ(number(kUsers), 2);
  ASSERT_TRUE(connection_->run_script("DELETE FROM iam_entities WHERE folded_name = 'u'"));
  EXPECT_EQ(number(kUsers), 1);
}

TEST_F(Schema, HalfAPairIsRefused) {
  ASSERT_TRUE(migrate(*connection_, migrations().first(2)));
  ASSERT_TRUE(connection_->run_script(R"sql(
INSERT INTO keys VALUES (1, 'a', 'r', 'k', 1, '', '', '', 0, '', 1, NULL, '', NULL);
INSERT INTO key_materials VALUES (1, 0, 'm', '', 0, '', NULL, 1, NULL, 0, x''))sql"));
  ASSERT_TRUE(migrate(*connection_));
  for (const char* half :
       {"keys SET next_rotation_ms = 1", "keys SET rotation_period_days = 90",
        "keys SET primary_region = 'r'", "keys SET replica_regions = ''",
        "key_materials SET rotation_type = 'AUTOMATIC'", "key_materials SET rotation_date_ms = 1"})
    EXPECT_FALSE(connection_->run_script(fmt::format("UPDATE {}", half))) << half;
}

TEST_F(Schema, AMigrationThatFailsLeavesTheVersionBefore) {
  ASSERT_TRUE(migrate(*connection_, kOld));
  EXPECT_FALSE(migrate(*connection_, kNewButBroken));
  EXPECT_FALSE(connection_->in_transaction());
  EXPECT_EQ(number("PRAGMA user_version"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_TRUE(migrate(*connection_, kNew));
}

TEST_F(Schema, ANewerDatabaseIsRefused) {
  ASSERT_TRUE(migrate(*connection_, kNew));
  const auto refused = check_identity(*connection_, kOld);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("schema version 2"), std::string::npos);
}

TEST_F(Schema, ADatabaseWithTablesButWithoutOurMarkIsRefused) {
  ASSERT_TRUE(connection_->run_script("CREATE TABLE one (x INTEGER)"));
  EXPECT_FALSE(check_identity(*connection_));
}

}  // namespace
}  // namespace trent::storage::sqlite
