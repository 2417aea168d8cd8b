#include "storage/snapshot_cache.h"

#include <gtest/gtest.h>

#include "storage/testing/sample_records.h"

namespace trent::storage {
namespace {

using Cache = SnapshotCache<keys::KeyRecord>;

Snapshot<keys::KeyRecord> snapshot(std::uint64_t number) {
  return std::make_shared<const keys::KeyRecord>(sample_key(number));
}

// Spreads over the sets like a real hash.
std::uint64_t hash(std::uint64_t number) { return (number + 1) * 0x9E3779B97F4A7C15; }

TEST(SnapshotCache, FindsWhatWasPutUnderTheSameVersionOnly) {
  Cache cache(64);
  const auto record = snapshot(1);
  cache.put(hash(1), 5, record);
  ASSERT_NE(cache.find(hash(1), 5, record->ref), nullptr);
  EXPECT_EQ(*cache.find(hash(1), 5, record->ref), record);
  EXPECT_EQ(cache.find(hash(1), 6, record->ref), nullptr);
}

TEST(SnapshotCache, TellsRecordsOfTheSameHashApart) {
  Cache cache(64);
  cache.put(7, 1, snapshot(1));
  cache.put(7, 1, snapshot(2));
  EXPECT_EQ((*cache.find(7, 1, sample_key_ref(1)))->description, "key 1");
  EXPECT_EQ((*cache.find(7, 1, sample_key_ref(2)))->description, "key 2");
  EXPECT_EQ(cache.find(7, 1, sample_key_ref(3)), nullptr);
}

TEST(SnapshotCache, PuttingARecordAgainReleasesTheOldSnapshot) {
  Cache cache(64);
  const auto old = snapshot(1);
  cache.put(7, 1, old);
  cache.put(7, 2, snapshot(1));
  EXPECT_EQ(old.use_count(), 1);
}

TEST(SnapshotCache, KeepsNoMoreThanItsCapacity) {
  Cache cache(64);
  std::vector<std::weak_ptr<const keys::KeyRecord>> all;
  for (std::uint64_t number = 0; number < 1000; ++number) {
    const auto record = snapshot(number);
    all.emplace_back(record);
    cache.put(hash(number), 1, record);
  }
  const auto kept = std::ranges::count_if(all, [](const auto& each) { return !each.expired(); });
  EXPECT_LE(kept, 64);
  EXPECT_GE(kept, 32);
}

TEST(SnapshotCache, ForgetsWhatWasUsedLongestAgo) {
  Cache cache(8);  // one set
  for (std::uint64_t number = 0; number < 8; ++number) cache.put(number, 1, snapshot(number));
  ASSERT_NE(cache.find(0, 1, sample_key_ref(0)), nullptr);
  cache.put(8, 1, snapshot(8));
  EXPECT_NE(cache.find(0, 1, sample_key_ref(0)), nullptr);
  EXPECT_EQ(cache.find(1, 1, sample_key_ref(1)), nullptr);
}

}  // namespace
}  // namespace trent::storage
