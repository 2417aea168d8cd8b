#include "usage/last_usage_tracker.h"

#include <gtest/gtest.h>

#include <thread>

#include "storage/testing/faulty_store.h"
#include "storage/testing/sample_records.h"

namespace trent::usage {
namespace {

using keys::Operation;
using storage::at_second;
using storage::sample_key_ref;

constexpr Timestamp kStart{std::chrono::days(20000)};

class LastUsageTrackerTest : public ::testing::Test {
 protected:
  LastUsageTrackerTest() { put_keys(1, 3); }

  void put_keys(std::uint64_t first, std::uint64_t last) {
    storage::Batch batch;
    for (std::uint64_t number = first; number <= last; ++number)
      batch.emplace_back(storage::PutKey{storage::sample_key(number)});
    EXPECT_TRUE(store_.commit(std::move(batch)));
  }
  void mark(std::uint64_t number, std::int64_t second, Operation operation = Operation::Encrypt) {
    tracker_->mark(sample_key_ref(number), operation, at_second(second),
                   fmt::format("request at {}", second));
  }
  // The second of the last usage; 0: none.
  template <class Source>
  static std::int64_t second_of(Source&& source) {
    if (source) return source->at.time_since_epoch() / std::chrono::seconds(1);
    EXPECT_EQ(source.error().code, ErrorCode::NotFound) << source.error().detail;
    return 0;
  }
  std::int64_t found(std::uint64_t number) {
    return second_of(tracker_->find(sample_key_ref(number)));
  }
  std::int64_t stored(std::uint64_t number) {
    return second_of(store_.find_last_usage(sample_key_ref(number)));
  }
  std::size_t flush() { return tracker_->flush().value().written; }
  void open(const Bounds& options = {}) {
    tracker_ = LastUsageTracker::open(store_, kStart, options).value();
  }

  storage::FaultyStore store_;
  std::unique_ptr<LastUsageTracker> tracker_ = LastUsageTracker::open(store_, kStart).value();
};

TEST_F(LastUsageTrackerTest, AMarkIsFoundAtOnceAndStoredByTheNextFlush) {
  EXPECT_EQ(found(1), 0);
  tracker_->mark(sample_key_ref(1), Operation::Sign, at_second(7), "the request");
  const keys::LastUsage expected{Operation::Sign, at_second(7), "the request"};
  EXPECT_EQ(tracker_->find(sample_key_ref(1)).value(), expected);
  EXPECT_EQ(stored(1), 0);
  EXPECT_EQ(flush(), 1U);
  EXPECT_EQ(store_.find_last_usage(sample_key_ref(1)).value(), expected);
  EXPECT_EQ(tracker_->find(sample_key_ref(1)).value(), expected);
  EXPECT_EQ(found(2), 0);
}

TEST_F(LastUsageTrackerTest, WithoutMarksAFlushWritesNothing) {
  const auto before = store_.last_change();
  EXPECT_EQ(flush(), 0U);
  mark(1, 7);
  EXPECT_EQ(flush(), 1U);
  EXPECT_EQ(flush(), 0U);
  EXPECT_EQ(store_.last_change(), before + 1);
}

TEST_F(LastUsageTrackerTest, TheLatestOfSeveralUsesIsKept) {
  mark(1, 5);
  mark(1, 9, Operation::Decrypt);
  mark(1, 8, Operation::Sign);
  EXPECT_EQ(tracker_->find(sample_key_ref(1))->operation, Operation::Decrypt);
  std::thread([this] { mark(1, 7); }).join();
  EXPECT_EQ(found(1), 9);
  EXPECT_EQ(flush(), 1U);
  mark(1, 6);
  EXPECT_EQ(found(1), 9);
  flush();
  EXPECT_EQ(stored(1), 9);
}

TEST_F(LastUsageTrackerTest, EveryThreadsMarksAreFoundAlsoOfThreadsThatHaveEnded) {
  std::thread([this] { mark(1, 5); }).join();
  std::thread([this] { mark(2, 6); }).join();
  EXPECT_EQ(found(1), 5);
  EXPECT_EQ(found(2), 6);
  EXPECT_EQ(flush(), 2U);
}

TEST_F(LastUsageTrackerTest, AFlushThatFailsKeepsTheMarksForTheNext) {
  mark(1, 5);
  store_.fail_commits(2);
  EXPECT_EQ(tracker_->flush().error().code, ErrorCode::Internal);
  EXPECT_EQ(found(1), 5);
  mark(1, 6);
  mark(2, 6);
  EXPECT_FALSE(tracker_->flush());
  EXPECT_EQ(flush(), 2U);
  EXPECT_EQ(stored(1), 6);
  EXPECT_EQ(stored(2), 6);
}

TEST_F(LastUsageTrackerTest, AFlushThatFailsHalfWayGoesOnThere) {
  open({.keys_per_commit = 2});
  for (std::uint64_t number = 1; number <= 3; ++number) mark(number, 5);
  store_.fail_commits_after_writing(1);
  EXPECT_FALSE(tracker_->flush());
  EXPECT_EQ(flush(), 3U);
  for (std::uint64_t number = 1; number <= 3; ++number) EXPECT_EQ(stored(number), 5);
}

TEST_F(LastUsageTrackerTest, AUseOfAKeyThatIsGoneIsDroppedWithoutError) {
  mark(1, 5);
  mark(2, 5);
  ASSERT_TRUE(store_.commit({storage::DeleteKey{sample_key_ref(1), 1}}));
  EXPECT_EQ(flush(), 2U);
  EXPECT_EQ(found(1), 0);
  EXPECT_EQ(found(2), 5);
}

TEST_F(LastUsageTrackerTest, AFailingReadIsAnErrorAndNotNeverUsed) {
  store_.fail_reads(2);
  EXPECT_EQ(tracker_->find(sample_key_ref(1)).error().code, ErrorCode::Internal);
  mark(1, 5);
  EXPECT_EQ(tracker_->find(sample_key_ref(1)).error().code, ErrorCode::Internal);
  EXPECT_EQ(found(1), 5);
}

TEST_F(LastUsageTrackerTest, AThreadWhoseBufferIsFullLosesNothing) {
  put_keys(4, 20);
  open({.keys_per_thread = 4});
  for (std::uint64_t number = 1; number <= 20; ++number) mark(number, 5);
  mark(20, 6);
  EXPECT_EQ(found(1), 5);
  EXPECT_EQ(found(20), 6);
  EXPECT_EQ(flush(), 20U);
}

TEST_F(LastUsageTrackerTest, WhatWaitsIsBoundedAndWhatIsDroppedIsCounted) {
  open({.keys_per_thread = 1, .keys_waiting = 2});
  for (std::uint64_t number = 1; number <= 3; ++number) mark(number, 5);
  std::thread([this] { mark(1, 6); }).join();  // waits already: is not dropped
  store_.fail_commits(1);
  EXPECT_FALSE(tracker_->flush());
  const auto flushed = tracker_->flush().value();
  EXPECT_EQ(flushed.written, 2U);
  EXPECT_EQ(flushed.dropped, 1U);
  EXPECT_EQ(stored(1), 6);
  EXPECT_EQ(tracker_->flush()->dropped, 0U);
}

TEST_F(LastUsageTrackerTest, TrackingStartsOnceForADeployment) {
  EXPECT_EQ(tracker_->tracking_start(), kStart);
  const auto later = LastUsageTracker::open(store_, kStart + Duration(5));
  EXPECT_EQ((*later)->tracking_start(), kStart);
  store_.fail_reads(1);
  EXPECT_EQ(LastUsageTracker::open(store_, kStart).error().code, ErrorCode::Internal);
}

TEST_F(LastUsageTrackerTest, TrackersOfOneThreadDoNotMix) {
  mark(1, 5);
  for (int round = 0; round < 3; ++round) {
    storage::FaultyStore other_store;
    const auto other = LastUsageTracker::open(other_store, kStart).value();
    EXPECT_FALSE(other->find(sample_key_ref(1)));
    other->mark(sample_key_ref(1), Operation::Sign, at_second(9), "");
  }
  EXPECT_EQ(found(1), 5);
}

// Threads mark, one flushes, one asks; afterwards every key has its latest use.
TEST_F(LastUsageTrackerTest, NoUseIsLostBetweenThreads) {
  constexpr std::int64_t kUses = 3000;
  constexpr std::uint64_t kKeys = 20;
  put_keys(4, kKeys);
  open({.keys_per_thread = 8, .keys_per_commit = 5});
  std::atomic<int> marking = 3;
  const auto use = [&] {
    for (std::int64_t i = 1; i <= kUses; ++i) mark(1 + static_cast<std::uint64_t>(i) % kKeys, i);
    --marking;
  };
  {
    const std::jthread first(use), second(use), third(use);
    const std::jthread flushing([&] {
      while (marking > 0) EXPECT_TRUE(tracker_->flush());
    });
    std::int64_t newest = 0;
    while (marking > 0) {
      const std::int64_t now = found(1);
      EXPECT_GE(now, newest);
      newest = now;
    }
  }
  flush();
  for (std::int64_t i = kUses - static_cast<std::int64_t>(kKeys) + 1; i <= kUses; ++i)
    EXPECT_EQ(stored(1 + static_cast<std::uint64_t>(i) % kKeys), i);
}

// What a request has marked before its answer, whoever asks after the answer finds.
TEST_F(LastUsageTrackerTest, WhoAsksAfterAMarkFindsIt) {
  std::atomic<std::int64_t> marked = 0;
  constexpr std::int64_t kUses = 5000;
  const std::jthread using_it([&] {
    for (std::int64_t i = 1; i <= kUses; ++i) {
      mark(1, i);
      marked = i;
    }
  });
  while (marked < kUses) {
    const std::int64_t at_least = marked;
    EXPECT_GE(found(1), at_least);
  }
}

}  // namespace
}  // namespace trent::usage
