// The part of the suite in which several threads use a store.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "storage/testing/store_conformance.h"
#include "storage/testing/store_outcomes.h"

namespace trent::storage {

void link_race_tests() {}

namespace {

using keys::KeyRecord;

TEST_P(StoreConformance, NoIncrementIsLostWhenThreadsRaceThroughCompareAndSwap) {
  constexpr int kThreads = 4, kIncrements = 50;
  KeyRecord key = sample_key(1);
  key.tags = {{"count", "0"}};
  EXPECT_EQ(commit(store(), PutKey{key}), "ok");
  const auto increment = [this] {
    for (;;) {
      KeyRecord next = **store().find_key(sample_key_ref(1));
      next.tags["count"] = fmt::format("{}", std::stoi(next.tags["count"]) + 1);
      if (store().commit({PutKey{next}})) return;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < kIncrements; ++i) increment();
      });
  }
  EXPECT_EQ(stored(store(), 1).tags["count"], fmt::format("{}", kThreads * kIncrements));
  EXPECT_EQ(stored(store(), 1).revision, 1 + kThreads * kIncrements);
}

TEST_P(StoreConformance, ConcurrentBatchesGetDifferentChangeNumbers) {
  constexpr std::uint64_t kThreads = 4, kBatches = 25;
  std::vector<std::vector<ChangeNumber>> changes(kThreads);
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        for (std::uint64_t i = 0; i < kBatches; ++i)
          changes[thread].push_back(
              store().commit({PutKey{sample_key(thread * 1000 + i)}}).value());
      });
  }
  std::set<ChangeNumber> distinct;
  for (const auto& of_thread : changes) {
    EXPECT_TRUE(std::ranges::is_sorted(of_thread));
    distinct.insert(of_thread.begin(), of_thread.end());
  }
  EXPECT_EQ(distinct.size(), kThreads * kBatches);
  EXPECT_EQ(*distinct.rbegin(), store().last_change());
}

// Every key that exists from the first page to the last is listed exactly once.
TEST_P(StoreConformance, PagesNeitherSkipNorRepeatKeysWhileOthersComeAndGo) {
  for (std::uint64_t number = 0; number < 100; number += 2)
    EXPECT_EQ(commit(store(), PutKey{sample_key(number)}), "ok");
  std::atomic<bool> stop = false;
  std::jthread restless([&] {
    for (std::uint64_t number = 1; !stop; number = (number + 2) % 100) {
      EXPECT_EQ(commit(store(), PutKey{sample_key(number)}), "ok");
      EXPECT_EQ(commit(store(), DeleteKey{sample_key_ref(number), 1}), "ok");
    }
  });
  for (int round = 0; round < 10; ++round) {
    Names listed;
    for (Names page = key_names(store(), "", 7); !page.empty();
         page = key_names(store(), page.back(), 7))
      listed.insert(listed.end(), page.begin(), page.end());
    EXPECT_TRUE(std::ranges::is_sorted(listed));
    EXPECT_TRUE(std::ranges::adjacent_find(listed) == listed.end());
    for (std::uint64_t number = 0; number < 100; number += 2)
      EXPECT_TRUE(std::ranges::binary_search(listed, sample_key_id(number).str())) << number;
  }
  stop = true;
}

TEST_P(StoreConformance, AReaderSeesAKeyWholeWhileItIsBeingReplaced) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  std::atomic<bool> stop = false;
  std::jthread writer([&] {
    for (std::uint64_t i = 1; !stop; ++i) {
      KeyRecord key = **store().find_key(sample_key_ref(1));
      key.description = fmt::format("{}", i);
      key.tags = {{"number", key.description}, {key.description, ""}};
      key.materials = {sample_material(i)};
      EXPECT_EQ(commit(store(), PutKey{key}), "ok");
    }
  });
  for (int round = 0; round < 300; ++round) {
    const KeyRecord key = stored(store(), 1);
    if (key.revision == 1) continue;
    const std::uint64_t number = std::stoull(key.description);
    EXPECT_EQ(key.revision, number + 1);
    EXPECT_EQ(key.materials, std::vector{sample_material(number)});
    EXPECT_TRUE(key.tags.contains(key.description));
  }
  stop = true;
}

}  // namespace
}  // namespace trent::storage
