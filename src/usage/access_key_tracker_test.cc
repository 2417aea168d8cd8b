#include "usage/access_key_tracker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "storage/testing/faulty_store.h"
#include "storage/testing/sample_records.h"

namespace trent::usage {
namespace {

using identity::AccessKeyUse;
using storage::at_second;

constexpr std::int64_t kMinute = 60;  // seconds

class AccessKeyTrackerTest : public ::testing::Test {
 protected:
  AccessKeyTrackerTest() {
    for (const char* id : {"AKIAONE", "AKIATWO"})
      EXPECT_TRUE(store_.commit({storage::PutAccessKey{storage::sample_access_key(id)}}));
  }

  void mark(std::string_view id, std::int64_t second, std::string_view service = "kms",
            std::string_view region = "eu-central-1") {
    tracker_.mark(id, service, region, at_second(second));
  }
  static std::optional<AccessKeyUse> use_in(const Result<identity::AccessKeyRecord>& key) {
    EXPECT_TRUE(key);
    return key ? key->last_use : std::nullopt;
  }
  std::optional<AccessKeyUse> found(std::string_view id) { return use_in(tracker_.find(id)); }
  std::optional<AccessKeyUse> stored(std::string_view id) {
    return use_in(store_.find_access_key(id));
  }
  std::size_t flush() {
    const auto flushed = tracker_.flush();
    EXPECT_TRUE(flushed);
    return flushed ? flushed->written : 0;
  }
  static AccessKeyUse use(std::int64_t second, std::string service = "kms",
                          std::string region = "eu-central-1") {
    return {at_second(second), std::move(service), std::move(region)};
  }

  storage::FaultyStore store_;
  AccessKeyTracker tracker_{store_};
};

TEST_F(AccessKeyTrackerTest, AMarkIsFoundAtOnceAndStoredByTheNextFlush) {
  EXPECT_EQ(found("AKIAONE"), std::nullopt);
  mark("AKIAONE", 5 * kMinute);
  EXPECT_EQ(found("AKIAONE"), use(5 * kMinute));
  EXPECT_EQ(stored("AKIAONE"), std::nullopt);
  EXPECT_EQ(flush(), 1U);
  EXPECT_EQ(stored("AKIAONE"), use(5 * kMinute));
  EXPECT_EQ(found("AKIAONE"), use(5 * kMinute));
  EXPECT_EQ(found("AKIATWO"), std::nullopt);
}

TEST_F(AccessKeyTrackerTest, UsesAreToldAndStoredToTheMinute) {
  mark("AKIAONE", 5 * kMinute + 59);
  EXPECT_EQ(found("AKIAONE"), use(5 * kMinute));
  flush();
  EXPECT_EQ(stored("AKIAONE"), use(5 * kMinute));
}

TEST_F(AccessKeyTrackerTest, AKeyInConstantUseIsWrittenOnceAMinute) {
  const auto before = store_.last_change();
  for (std::int64_t second = 0; second < 3 * kMinute; second += 2) {
    mark("AKIAONE", second);
    flush();
  }
  EXPECT_EQ(store_.last_change(), before + 3);
  EXPECT_EQ(stored("AKIAONE"), use(2 * kMinute));
}

TEST_F(AccessKeyTrackerTest, AnotherServiceOrRegionOfTheSameMinuteIsWritten) {
  for (const AccessKeyUse& each :
       {use(0), use(0, "iam"), use(0, "iam", "us-east-1"), use(0, "kms"), use(0)}) {
    mark("AKIAONE", 0, each.service, each.region);
    flush();
    EXPECT_EQ(stored("AKIAONE"), each);
  }
}

TEST_F(AccessKeyTrackerTest, TheLatestUseWithinAMinuteIsKeptWhateverTheThread) {
  mark("AKIAONE", 9, "sts");
  std::thread([this] { mark("AKIAONE", 7, "kms"); }).join();
  EXPECT_EQ(found("AKIAONE"), use(0, "sts"));
  EXPECT_EQ(flush(), 1U);
  EXPECT_EQ(stored("AKIAONE"), use(0, "sts"));
}

TEST_F(AccessKeyTrackerTest, AUseBeforeTheStoredOneChangesNothing) {
  mark("AKIAONE", 9 * kMinute);
  flush();
  mark("AKIAONE", 8 * kMinute, "iam");
  EXPECT_EQ(found("AKIAONE"), use(9 * kMinute));
  flush();
  EXPECT_EQ(stored("AKIAONE"), use(9 * kMinute));
}

TEST_F(AccessKeyTrackerTest, AFlushThatFailsKeepsTheMarksForTheNext) {
  mark("AKIAONE", 5);
  store_.fail_commits(1);
  EXPECT_EQ(tracker_.flush().error().code, ErrorCode::Internal);
  EXPECT_EQ(found("AKIAONE"), use(0));
  EXPECT_EQ(flush(), 1U);
  EXPECT_EQ(stored("AKIAONE"), use(0));
}

TEST_F(AccessKeyTrackerTest, AUseOfAKeyThatIsGoneIsDroppedWithoutError) {
  mark("AKIAONE", 5);
  mark("AKIATWO", 5);
  ASSERT_TRUE(store_.commit({storage::DeleteAccessKey{"AKIAONE", 1}}));
  flush();
  EXPECT_EQ(tracker_.find("AKIAONE").error().code, ErrorCode::NotFound);
  EXPECT_EQ(found("AKIATWO"), use(0));
}

TEST_F(AccessKeyTrackerTest, AFailingReadIsAnErrorAndNotNeverUsed) {
  mark("AKIAONE", 5);
  store_.fail_reads(1);
  EXPECT_EQ(tracker_.find("AKIAONE").error().code, ErrorCode::Internal);
  EXPECT_EQ(found("AKIAONE"), use(0));
}

// What a request has marked before its answer, whoever asks after the answer finds, also while
// flushes go on.
TEST_F(AccessKeyTrackerTest, WhoAsksAfterAMarkFindsIt) {
  std::atomic<std::int64_t> marked = 0;
  constexpr std::int64_t kUses = 2000;
  const std::jthread using_it([&] {
    for (std::int64_t i = 1; i <= kUses; ++i) {
      mark("AKIAONE", i * kMinute);
      marked = i;
    }
  });
  const std::jthread flushing([&] {
    while (marked < kUses) EXPECT_TRUE(tracker_.flush());
  });
  while (marked < kUses) {
    const std::int64_t at_least = marked;
    if (at_least > 0) {
      EXPECT_GE(found("AKIAONE")->at, at_second(at_least * kMinute));
    }
  }
}

}  // namespace
}  // namespace trent::usage
