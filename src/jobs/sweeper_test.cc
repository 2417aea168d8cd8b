#include "jobs/sweeper.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/log.h"
#include "keys/aws_managed_keys.h"
#include "keys/key_state.h"
#include "keys/rotation.h"
#include "material/testing/fixed_root_key.h"
#include "storage/testing/faulty_store.h"

namespace trent::jobs {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr std::chrono::days kDay{1};
constexpr std::chrono::days kPeriod{90};

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

  // A key whose material Trent makes, and which rotates every kPeriod from kNow on.
  keys::KeyRef put_rotating(const std::string& id, bool enabled = true) {
    keys::KeyRecord key{
        .ref = {{keys::AccountId("000000000000"), keys::Region("eu-central-1")}, keys::KeyId(id)},
        .enabled = enabled};
    key.materials.push_back(*materials_.generate(key, kNow));
    const keys::KeyRef ref = key.ref;
    key = keys::with_automatic_rotation_enabled(std::move(key), kPeriod, kNow);
    EXPECT_TRUE(records_.commit({storage::PutKey{std::move(key)}}));
    return ref;
  }
  keys::KeyRecord stored(const keys::KeyRef& ref) { return **records_.find_key(ref); }
  // How often the key was rotated; all of them automatically, the last one's material current.
  std::size_t rotations(const keys::KeyRef& ref) {
    const keys::KeyRecord key = stored(ref);
    EXPECT_EQ(key.current_material(), &key.materials.back());
    for (std::size_t i = 1; i < key.materials.size(); ++i)
      EXPECT_EQ(key.materials[i].rotation.value().type, keys::RotationType::AUTOMATIC);
    return key.materials.size() - 1;
  }

  storage::FaultyStore store_;
  storage::RecordCache records_{store_};
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> deployment_keys_ =
      *material::DeploymentKeys::open(store_, root_key_);
  material::Materials materials_{*deployment_keys_, records_, {}};
  ManualClock clock_{kNow};
  Sweeper sweeper_{records_, materials_, clock_};
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

// --- rotation -----------------------------------------------------------------------------------

TEST_F(SweeperTest, RotatesAtTheDateAndNotBefore) {
  const keys::KeyRef key = put_rotating("key");
  clock_.advance(kPeriod - Duration(1));
  EXPECT_EQ(sweeper_.sweep(), 0U);
  EXPECT_EQ(rotations(key), 0U);
  clock_.advance(Duration(1));
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_EQ(rotations(key), 1U);
  EXPECT_EQ(stored(key).current_material()->rotation->date, kNow + kPeriod);
  EXPECT_EQ(sweeper_.sweep(), 0U);
  EXPECT_EQ(rotations(key), 1U);
  clock_.advance(kPeriod);
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_EQ(rotations(key), 2U);
}

TEST_F(SweeperTest, EveryDateMissedWhileTheServerWasDownIsMadeUpForOnce) {
  const keys::KeyRef key = put_rotating("key");
  clock_.advance(3 * kPeriod + kDay);
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_EQ(rotations(key), 3U);
  EXPECT_EQ(stored(key).rotation_schedule->next, kNow + 4 * kPeriod);
  EXPECT_EQ(stored(key).current_material()->rotation->date, clock_.now());
  EXPECT_EQ(sweeper_.sweep(), 0U);
  clock_.set(kNow + 4 * kPeriod);
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_EQ(rotations(key), 4U);
}

TEST_F(SweeperTest, SweepersThatRaceRotateOnceForEachDate) {
  constexpr int kKeys = 20;
  std::vector<keys::KeyRef> refs;
  for (int i = 0; i < kKeys; ++i) refs.push_back(put_rotating(std::to_string(i)));
  clock_.advance(2 * kPeriod);
  std::atomic<std::size_t> swept = 0;
  {
    std::vector<std::jthread> racing;
    for (int i = 0; i < 4; ++i)
      racing.emplace_back([&] { swept += Sweeper(records_, materials_, clock_).sweep().value(); });
  }
  EXPECT_EQ(swept, std::size_t{kKeys});
  for (const keys::KeyRef& ref : refs) EXPECT_EQ(rotations(ref), 2U);
}

TEST_F(SweeperTest, ARotationThatCannotBeStoredIsDoneInALaterRound) {
  const keys::KeyRef key = put_rotating("key");
  clock_.advance(kPeriod);
  store_.fail_commits(1);
  EXPECT_FALSE(sweeper_.sweep());
  EXPECT_EQ(rotations(key), 0U);
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_EQ(rotations(key), 1U);
}

TEST_F(SweeperTest, ARotationThatWasStoredWithoutOurKnowingIsNotRepeated) {
  const keys::KeyRef key = put_rotating("key");
  clock_.advance(kPeriod);
  store_.fail_commits_after_writing(1);
  EXPECT_FALSE(sweeper_.sweep());
  EXPECT_EQ(sweeper_.sweep(), 0U);
  EXPECT_EQ(rotations(key), 1U);
}

TEST_F(SweeperTest, AKeyThatIsDisabledOrPendingDeletionDoesNotRotate) {
  const keys::KeyRef disabled = put_rotating("disabled", /*enabled=*/false);
  const keys::KeyRef deleting = put_rotating("deleting");
  keys::KeyRecord record = stored(deleting);
  record.deletion_date = kNow + 10 * kPeriod;
  ASSERT_TRUE(records_.commit({storage::PutKey{std::move(record)}}));
  clock_.advance(2 * kPeriod);
  EXPECT_EQ(sweeper_.sweep(), 0U);
  EXPECT_EQ(rotations(disabled), 0U);
  EXPECT_EQ(rotations(deleting), 0U);
}

TEST_F(SweeperTest, KeysThatMayNotRotateStandInNobodysWay) {
  for (int i = 0; i < 150; ++i) put_rotating(std::to_string(i), /*enabled=*/false);
  const keys::KeyRef key = put_rotating("x");
  clock_.advance(kPeriod);
  EXPECT_EQ(sweeper_.sweep(), 1U);
  EXPECT_EQ(rotations(key), 1U);
}

TEST_F(SweeperTest, OneRoundHandlesMoreThanOneRead) {
  for (int i = 0; i < 250; ++i) put(std::to_string(i), kNow + kDay);
  clock_.advance(kDay);
  EXPECT_EQ(sweeper_.sweep(), 250U);
}

TEST_F(SweeperTest, AnAwsManagedKeyRotatesEveryYearAndStaysOne) {
  const keys::PredefinedAlias& alias = keys::predefined_aliases().front();
  keys::KeyRecord key = keys::aws_managed_key(
      alias, {{keys::AccountId("000000000000"), keys::Region("eu-central-1")}, keys::KeyId("aws")},
      kNow);
  key.materials.push_back(*materials_.generate(key, kNow));
  const keys::KeyRef ref = key.ref;
  ASSERT_TRUE(records_.commit({storage::PutKey{std::move(key)}}));
  clock_.advance(365 * kDay - std::chrono::seconds(1));
  EXPECT_EQ(sweeper_.sweep(), 0U);
  for (std::size_t year = 1; year <= 2; ++year) {
    clock_.set(kNow + static_cast<int>(year) * 365 * kDay);
    EXPECT_EQ(sweeper_.sweep(), 1U);
    EXPECT_EQ(rotations(ref), year);
  }
  EXPECT_EQ(stored(ref).manager, keys::KeyManager::AWS);
}

}  // namespace
}  // namespace trent::jobs
