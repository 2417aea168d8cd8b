#include "jobs/sweeper.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "keys/key_state.h"
#include "storage/memory/memory_store.h"

namespace trent::jobs {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr Duration kDay = std::chrono::days(1);

class SweeperTest : public ::testing::Test {
 protected:
  SweeperTest() { log::set_level(log::Level::Error); }

  keys::KeyRef put(const std::string& id, std::optional<Timestamp> valid_to,
                   std::optional<Timestamp> deletion_date = {}) {
    const keys::KeyRef ref{{keys::AccountId("000000000000"), keys::Region("eu-central-1")},
                           keys::KeyId(id)};
    keys::KeyRecord key{.ref = ref,
                        .origin = keys::Origin::EXTERNAL,
                        .deletion_date = deletion_date,
                        .materials = {{.id = keys::KeyMaterialId("m" + id),
                                       .valid_to = valid_to,
                                       .domain_key = 1,
                                       .wrapped = {1, 2, 3}}}};
    EXPECT_TRUE(records_.commit({storage::PutKey{std::move(key)}}));
    return ref;
  }
  const Bytes& wrapped(const keys::KeyRef& ref) {
    return (*records_.find_key(ref))->materials.at(0).wrapped;
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  storage::RecordCache records_{*store_};
  ManualClock clock_{kNow};
  Sweeper sweeper_{records_, clock_};
};

TEST_F(SweeperTest, ErasesWhatHasExpiredAndNothingElse) {
  const keys::KeyRef early = put("early", kNow + kDay);
  const keys::KeyRef late = put("late", kNow + 2 * kDay);
  const keys::KeyRef never = put("never", {});
  EXPECT_EQ(sweeper_.sweep(), 0U);
  clock_.advance(kDay);
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_TRUE(wrapped(early).empty());
  EXPECT_FALSE(wrapped(late).empty());
  EXPECT_FALSE(wrapped(never).empty());
  EXPECT_EQ(sweeper_.sweep(), 0U);
}

TEST_F(SweeperTest, DeletesKeysAtTheirDateWithTheirAliases) {
  const keys::KeyRef key = put("key", {}, kNow + 7 * kDay);
  const keys::AliasRef alias{key.scope, keys::AliasName("alias/x")};
  ASSERT_TRUE(records_.commit({storage::PutAlias{{.ref = alias, .target = key.id}}}));
  clock_.advance(7 * kDay - Duration(1));
  EXPECT_EQ(sweeper_.sweep(), 0U);
  clock_.advance(Duration(1));
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_EQ(records_.find_key(key).error().code, ErrorCode::NotFound);
  EXPECT_EQ(records_.find_alias(alias).error().code, ErrorCode::NotFound);
}

TEST_F(SweeperTest, MaterialOfAKeyPendingDeletionExpiresToo) {
  const keys::KeyRef key = put("key", kNow + kDay, kNow + 7 * kDay);
  clock_.advance(kDay);
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_TRUE(wrapped(key).empty());
  EXPECT_EQ(keys::state_at(**records_.find_key(key), clock_.now()),
            keys::KeyState::PendingDeletion);
}

TEST_F(SweeperTest, OneRoundHandlesMoreThanOneRead) {
  for (int i = 0; i < 250; ++i) put(std::to_string(i), kNow + kDay);
  clock_.advance(kDay);
  EXPECT_EQ(sweeper_.sweep(), 250U);
}

}  // namespace
}  // namespace trent::jobs
