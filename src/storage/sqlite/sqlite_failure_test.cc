// A disk that is full, broken or slow: what failed is nowhere to be seen, and the store goes on.

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <thread>

#include "base/log.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/sqlite/testing/faulty_vfs.h"
#include "storage/testing/sample_records.h"
#include "storage/testing/temporary_directory.h"

namespace trent::storage {
namespace {

using sqlite::FaultyVfs;

constexpr int kForever = std::numeric_limits<int>::max();

struct Fault {
  const char* name;
  unsigned operations;
  int count;
  int code;
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.name; }

constexpr Fault kFaults[] = {
    {"OneWriteFails", FaultyVfs::Write, 1, SQLITE_IOERR_WRITE},
    {"DiskIsFull", FaultyVfs::Write, kForever, SQLITE_FULL},
    {"OneSyncFails", FaultyVfs::Sync, 1, SQLITE_IOERR_FSYNC},
    {"AllSyncsFail", FaultyVfs::Sync, kForever, SQLITE_IOERR_FSYNC},
    {"TruncatingFails", FaultyVfs::Truncate, kForever, SQLITE_IOERR_TRUNCATE},
    {"EverythingFails", FaultyVfs::kChanges | FaultyVfs::Read, kForever, SQLITE_IOERR},
    {"ReadingFails", FaultyVfs::Read, kForever, SQLITE_IOERR_READ},
};

class SqliteFailure : public ::testing::TestWithParam<Fault> {
 protected:
  SqliteFailure() { log::set_level(log::Level::Off); }
  ~SqliteFailure() override { log::set_level(log::Level::Info); }

  Result<std::unique_ptr<Store>> open(const std::string& directory) {
    return open_sqlite_store(
        directory,
        {.vfs = vfs_.name(), .checkpoint_pages = 20, .erasure_wait = std::chrono::milliseconds(1)});
  }
  void break_disk(int after) {
    vfs_.fail(GetParam().operations, after, GetParam().count, GetParam().code);
  }

  FaultyVfs vfs_;
};

INSTANTIATE_TEST_SUITE_P(, SqliteFailure, ::testing::ValuesIn(kFaults),
                         [](const auto& fault) { return fault.param.name; });

std::string description(const Store& store, std::uint64_t number) {
  const auto key = store.find_key(sample_key_ref(number));
  if (key) return (*key)->description;
  return key.error().code == ErrorCode::NotFound ? "none" : "unreadable: " + key.error().detail;
}

// Replaces key 1 (and erases its material), inserts key 2 and an alias.
Batch some_changes(std::uint64_t revision) {
  keys::KeyRecord replaced = sample_key(1);
  replaced.revision = revision;
  replaced.description = "replaced";
  replaced.policy.assign(20'000, 'p');
  replaced.materials[0].wrapped = sample_wrapped(1, 1);
  return {PutKey{replaced}, PutKey{sample_key(2)}, PutAlias{sample_alias("a", 2)}};
}

void expect_all(const Store& store) {
  EXPECT_EQ(description(store, 1), "replaced");
  EXPECT_EQ(description(store, 2), "key 2");
  EXPECT_TRUE(store.find_alias(sample_alias_ref("a")));
  EXPECT_EQ(store.last_change(), 2);
}

void expect_nothing(const Store& store) {
  EXPECT_EQ(description(store, 1), "key 1");
  EXPECT_EQ(description(store, 2), "none");
  EXPECT_FALSE(store.find_alias(sample_alias_ref("a")));
  EXPECT_EQ(store.last_change(), 1);
}

// The fault strikes the first, the second, ... operation of a commit, until it is past the commit.
TEST_P(SqliteFailure, AFailedCommitLeavesNothingAndTheNextOneWorks) {
  bool struck = true;
  for (int after = 0; struck; ++after) {
    SCOPED_TRACE(after);
    const TemporaryDirectory directory;
    auto store = open(directory.path()).value();
    ASSERT_TRUE(store->commit({PutKey{sample_key(1)}}));

    break_disk(after);
    const auto committed = store->commit(some_changes(1));
    struck = vfs_.failures() > 0;
    vfs_.heal();
    if (committed) {
      expect_all(*store);
    } else {
      EXPECT_EQ(committed.error().code, ErrorCode::Internal);
      EXPECT_TRUE(committed.error().detail.starts_with("SQLite error "))
          << committed.error().detail;
      expect_nothing(*store);
      EXPECT_TRUE(store->check_writable());
      EXPECT_TRUE(store->commit(some_changes(1)));
      expect_all(*store);
    }
    store.reset();
    expect_all(*open(directory.path()).value());
  }
}

// As when the process dies right after a commit that was answered with an error.
TEST_P(SqliteFailure, AFailedCommitDoesNotComeBackFromTheDead) {
  bool struck = true;
  for (int after = 0; struck; ++after) {
    SCOPED_TRACE(after);
    const TemporaryDirectory directory;
    const TemporaryDirectory crashed;
    auto store = open(directory.path()).value();
    ASSERT_TRUE(store->commit({PutKey{sample_key(1)}}));
    break_disk(after);
    const bool committed = store->commit(some_changes(1)).has_value();
    struck = vfs_.failures() > 0;
    vfs_.heal();
    // When the second of these is taken up, the writer has tidied up after the first.
    for (int i = 0; i < 2; ++i) EXPECT_FALSE(store->commit({DeleteKey{sample_key_ref(9), 1}}));
    for (const char* const name : {"/trent.db", "/trent.db-wal"})
      if (std::filesystem::exists(directory.path() + name))
        std::filesystem::copy(directory.path() + name, crashed.path() + name);
    const auto reopened = open(crashed.path()).value();
    if (committed)
      expect_all(*reopened);
    else
      expect_nothing(*reopened);
  }
}

TEST_P(SqliteFailure, OpeningOnABrokenDiskFailsOrSucceedsAndWorksLater) {
  bool struck = true;
  for (int after = 0; struck; ++after) {
    SCOPED_TRACE(after);
    const TemporaryDirectory directory;
    break_disk(after);
    auto store = open(directory.path());
    struck = vfs_.failures() > 0;
    vfs_.heal();
    if (!store) {
      EXPECT_EQ(store.error().code, ErrorCode::Internal);
      store = open(directory.path());
    }
    ASSERT_TRUE(store) << store.error().detail;
    EXPECT_TRUE((*store)->commit({PutKey{sample_key(1)}}));
    EXPECT_EQ(description(**store, 1), "key 1");
  }
}

TEST_P(SqliteFailure, AFailedReadIsAnErrorAndTheNextOneWorks) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(open(directory.path()).value()->commit({PutKey{sample_key(1)}}));
  bool struck = true;
  for (int after = 0; struck; ++after) {
    SCOPED_TRACE(after);
    const auto store = open(directory.path()).value();
    break_disk(after);
    const auto key = store->find_key(sample_key_ref(1));
    struck = vfs_.failures() > 0;
    vfs_.heal();
    EXPECT_TRUE(key || key.error().code == ErrorCode::Internal);
    EXPECT_EQ(description(*store, 1), "key 1");
  }
}

// Large enough to leave SQLite's cache before the commit.
TEST_P(SqliteFailure, AHugeBatchThatFailsLeavesNothing) {
  for (const int after : {0, 3, 2000, 4900}) {
    SCOPED_TRACE(after);
    const TemporaryDirectory directory;
    const auto store = open(directory.path()).value();
    ASSERT_TRUE(store->commit({PutKey{sample_key(1)}}));
    keys::KeyRecord huge = sample_key(2);
    huge.policy.assign(20'000'000, 'p');
    break_disk(after);
    const bool committed = store->commit({PutKey{huge}}).has_value();
    vfs_.heal();
    EXPECT_EQ(description(*store, 2), committed ? "key 2" : "none");
    EXPECT_TRUE(store->commit({PutKey{sample_key(3)}}));
    EXPECT_EQ(description(*store, 3), "key 3");
  }
}

class SqliteSlowDisk : public SqliteFailure {};
INSTANTIATE_TEST_SUITE_P(, SqliteSlowDisk, ::testing::Values(kFaults[0]),
                         [](const auto&) { return "Delay"; });

TEST_P(SqliteSlowDisk, ReadsDoNotWaitForAWriterThatWaitsForTheDisk) {
  const TemporaryDirectory directory;
  const auto store = open(directory.path()).value();
  ASSERT_TRUE(store->commit({PutKey{sample_key(1)}}));
  vfs_.delay_syncs(std::chrono::milliseconds(300));
  std::atomic<bool> written = false;
  const std::jthread writer([&] {
    EXPECT_TRUE(store->commit({PutKey{sample_key(2)}}));
    written = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(description(*store, 1), "key 1");
  EXPECT_EQ(description(*store, 2), "none");
  EXPECT_FALSE(written);
}

// What waits while the disk works is written together; a conflict in it hurts nobody else.
TEST_P(SqliteSlowDisk, BatchesThatWaitShareATransactionButNotTheirFate) {
  const TemporaryDirectory directory;
  const auto store = open(directory.path()).value();
  ASSERT_TRUE(store->commit({PutKey{sample_key(1)}}));
  vfs_.delay_syncs(std::chrono::milliseconds(100));
  std::atomic<int> committed = 0, refused = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < 40; ++thread)
      threads.emplace_back([&, thread] {
        // Every other one fails in its middle.
        Batch batch{PutKey{sample_key(100 + thread)}};
        if (thread % 2 == 0) batch.push_back(PutKey{sample_key(1)});
        ++(store->commit(std::move(batch)) ? committed : refused);
      });
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_EQ(committed, 20);
  EXPECT_EQ(refused, 20);
  for (std::uint64_t thread = 0; thread < 40; ++thread)
    EXPECT_EQ(description(*store, 100 + thread) == "none", thread % 2 == 0);
}

// Nobody is told "written" when the transaction it shared failed.
TEST_P(SqliteSlowDisk, AFailureOfTheDiskFailsEveryBatchOfTheGroup) {
  const TemporaryDirectory directory;
  const auto store = open(directory.path()).value();
  vfs_.delay_syncs(std::chrono::milliseconds(30));
  vfs_.fail(FaultyVfs::Sync, 1, kForever, SQLITE_IOERR_FSYNC);
  std::vector<int> acknowledged(40);
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < 40; ++thread)
      threads.emplace_back([&, thread] {
        acknowledged[thread] = store->commit({PutKey{sample_key(thread)}}).has_value();
      });
  }
  vfs_.delay_syncs(std::chrono::milliseconds(0));
  vfs_.heal();
  for (std::uint64_t thread = 0; thread < 40; ++thread)
    EXPECT_EQ(description(*store, thread) != "none", acknowledged[thread] != 0) << thread;
  EXPECT_TRUE(store->check_writable());
}

}  // namespace
}  // namespace trent::storage
