#include "storage/record_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "storage/memory/memory_store.h"
#include "storage/testing/faulty_store.h"
#include "storage/testing/sample_records.h"
#include "storage/testing/store_conformance.h"

namespace trent::storage {
namespace {

class CachedBackend final : public StoreBackend {
 public:
  Store& store() override { return cache_; }

 private:
  const std::unique_ptr<Store> store_ = make_memory_store();
  RecordCache cache_{*store_};
};

std::unique_ptr<StoreBackend> make_backend() { return std::make_unique<CachedBackend>(); }

INSTANTIATE_TEST_SUITE_P(RecordCache, StoreConformance, conformance_of(make_backend));

// Failing reads of the store show which reads get that far.
class RecordCacheTest : public ::testing::Test {
 protected:
  RecordCacheTest() {
    EXPECT_TRUE(store_.commit({PutKey{sample_key(1)}, PutKey{sample_key(2)},
                               PutAlias{sample_alias("a", 1)}, PutAlias{sample_alias("b", 2)}}));
  }

  keys::KeyRecord key(std::uint64_t number) { return **cache_.find_key(sample_key_ref(number)); }
  bool key_answers(std::uint64_t number) { return bool(cache_.find_key(sample_key_ref(number))); }
  bool alias_answers(std::string_view name) {
    return bool(cache_.find_alias(sample_alias_ref(name)));
  }
  keys::KeyRecord described(std::string description) {
    keys::KeyRecord record = key(1);
    record.description = std::move(description);
    return record;
  }

  FaultyStore store_;
  RecordCache cache_{store_};
};

TEST_F(RecordCacheTest, AnswersFromMemoryOnceItHasRead) {
  EXPECT_TRUE(key_answers(1));
  EXPECT_TRUE(alias_answers("a"));
  store_.fail_reads(FaultyStore::kForever);
  EXPECT_TRUE(key_answers(1));
  EXPECT_TRUE(alias_answers("a"));
  EXPECT_FALSE(key_answers(2));
  EXPECT_FALSE(alias_answers("b"));
}

TEST_F(RecordCacheTest, ReturnsTheSameSnapshotWithoutCopying) {
  EXPECT_EQ(cache_.find_key(sample_key_ref(1))->get(), cache_.find_key(sample_key_ref(1))->get());
}

TEST_F(RecordCacheTest, ShowsAReplacedRecordAsSoonAsCommitReturns) {
  EXPECT_TRUE(cache_.commit({PutKey{described("new")}}));
  EXPECT_EQ(key(1).description, "new");

  keys::AliasRecord alias = **cache_.find_alias(sample_alias_ref("a"));
  alias.target = sample_key_id(2);
  EXPECT_TRUE(cache_.commit({PutAlias{alias}}));
  EXPECT_EQ((*cache_.find_alias(alias.ref))->target, sample_key_id(2));
}

TEST_F(RecordCacheTest, KnowsWhatWasWrittenInAnyThreadWithoutReading) {
  const keys::KeyRecord record = described("new");
  EXPECT_TRUE(cache_.commit({PutKey{record}}));
  store_.fail_reads(FaultyStore::kForever);
  std::thread([&] {
    EXPECT_EQ(key(1).description, "new");
    EXPECT_EQ(key(1).revision, record.revision + 1);
  }).join();
}

TEST_F(RecordCacheTest, DoesNotTakeAFailedWriteForTheRecord) {
  const keys::KeyRecord before = key(1);
  store_.fail_commits(1);
  EXPECT_FALSE(cache_.commit({PutKey{described("new")}}));
  EXPECT_EQ(key(1), before);
  keys::KeyRecord stale = before;
  stale.revision += 5;
  EXPECT_FALSE(cache_.commit({PutKey{stale}}));
  EXPECT_EQ(key(1), before);
}

TEST_F(RecordCacheTest, TellsWhatCameOfACommitThatNobodyWaitsFor) {
  std::optional<Result<ChangeNumber>> outcome;
  cache_.begin_commit({PutKey{described("new")}}, [&](auto result) { outcome = result; });
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(*outcome);
  EXPECT_EQ(key(1).description, "new");
}

TEST_F(RecordCacheTest, ForgetsDeletedRecords) {
  EXPECT_TRUE(alias_answers("b"));
  EXPECT_TRUE(cache_.commit({DeleteAlias{sample_alias_ref("b"), 1}}));
  EXPECT_FALSE(alias_answers("b"));
  EXPECT_TRUE(key_answers(2));
  EXPECT_TRUE(cache_.commit({DeleteKey{sample_key_ref(2), 1}}));
  EXPECT_FALSE(key_answers(2));
}

TEST_F(RecordCacheTest, ForgetsTheAliasesOfADeletedKey) {
  EXPECT_TRUE(alias_answers("a"));
  EXPECT_TRUE(cache_.commit({DeleteKey{sample_key_ref(1), 1}}));
  EXPECT_EQ(cache_.find_alias(sample_alias_ref("a")).error().code, ErrorCode::NotFound);
}

TEST_F(RecordCacheTest, ShowsWhatAFailedCommitHasWrittenAllTheSame) {
  const keys::KeyRecord next = described("written");
  EXPECT_TRUE(alias_answers("a"));
  store_.fail_commits_after_writing(2);
  EXPECT_FALSE(cache_.commit({PutKey{next}}));
  EXPECT_EQ(key(1).description, "written");
  EXPECT_FALSE(cache_.commit({DeleteKey{sample_key_ref(1), 2}}));
  EXPECT_FALSE(key_answers(1));
  EXPECT_FALSE(alias_answers("a"));
}

TEST_F(RecordCacheTest, DoesNotRememberThatSomethingIsMissing) {
  EXPECT_FALSE(key_answers(3));
  EXPECT_TRUE(store_.commit({PutKey{sample_key(3)}}));  // behind the back of the cache
  EXPECT_TRUE(key_answers(3));
}

TEST_F(RecordCacheTest, RemembersTheGrantsOfAKeyUntilTheyChange) {
  const auto count = [this] { return (*cache_.find_grants(sample_key_ref(1)))->in_order().size(); };
  EXPECT_EQ(count(), 0U);
  EXPECT_TRUE(cache_.commit({PutGrant{sample_grant(1, 1)}}));
  EXPECT_EQ(count(), 1U);
  store_.fail_reads(FaultyStore::kForever);
  EXPECT_EQ(count(), 1U);
  store_.fail_reads(0);
  EXPECT_TRUE(cache_.commit({PutGrant{sample_grant(2, 1)}}));
  EXPECT_EQ(count(), 2U);
  EXPECT_TRUE(cache_.commit({DeleteGrant{sample_key_ref(1), sample_grant(1, 1).id}}));
  EXPECT_EQ(count(), 1U);
  EXPECT_TRUE(cache_.commit({DeleteKey{sample_key_ref(1), 1}}));
  EXPECT_EQ(count(), 0U);
}

TEST_F(RecordCacheTest, AGrantIsNoChangeOfItsKey) {
  bool told = false;
  cache_.on_change([&](const keys::KeyRef&) { told = true; });
  EXPECT_TRUE(key_answers(1));
  EXPECT_TRUE(cache_.commit({PutGrant{sample_grant(1, 1)}}));
  EXPECT_FALSE(told);
  store_.fail_reads(FaultyStore::kForever);
  EXPECT_TRUE(key_answers(1));
}

TEST_F(RecordCacheTest, DoesNotRememberErrors) {
  store_.fail_reads(1);
  EXPECT_EQ(cache_.find_key(sample_key_ref(1)).error().code, ErrorCode::Internal);
  EXPECT_TRUE(key_answers(1));
}

TEST_F(RecordCacheTest, TellsListenersEveryKeyOfABatchAlsoWhenItFailed) {
  std::vector<keys::KeyRef> first, second;
  cache_.on_change([&](const keys::KeyRef& ref) { first.push_back(ref); });
  cache_.on_change([&](const keys::KeyRef& ref) { second.push_back(ref); });
  EXPECT_TRUE(cache_.commit({PutKey{described("new")}, DeleteKey{sample_key_ref(2), 1}}));
  EXPECT_FALSE(cache_.commit({DeleteAlias{sample_alias_ref("none"), 1}, PutKey{sample_key(9)}}));
  EXPECT_EQ(first, (std::vector{sample_key_ref(1), sample_key_ref(2), sample_key_ref(9)}));
  EXPECT_EQ(second, first);
}

TEST_F(RecordCacheTest, AUsageOfAKeyIsNoChangeOfIt) {
  bool told = false;
  cache_.on_change([&](const keys::KeyRef&) { told = true; });
  EXPECT_TRUE(key_answers(1));
  EXPECT_TRUE(cache_.commit({PutLastUsage{sample_key_ref(1), {.request_id = "one"}}}));
  EXPECT_EQ(cache_.find_last_usage(sample_key_ref(1))->request_id, "one");
  EXPECT_FALSE(told);
  store_.fail_reads(FaultyStore::kForever);
  EXPECT_TRUE(key_answers(1));
}

TEST_F(RecordCacheTest, ListenersFindTheNewRecord) {
  std::string seen;
  cache_.on_change([&](const keys::KeyRef&) { seen = key(1).description; });
  EXPECT_TRUE(cache_.commit({PutKey{described("new")}}));
  EXPECT_EQ(seen, "new");
}

TEST_F(RecordCacheTest, CachesOfOneThreadDoNotMix) {
  FaultyStore other_store;
  keys::KeyRecord other = sample_key(1);
  other.description = "other";
  ASSERT_TRUE(other_store.commit({PutKey{other}}));
  for (int round = 0; round < 3; ++round) {
    const RecordCache other_cache(other_store);
    EXPECT_EQ(key(1).description, "key 1");
    EXPECT_EQ((*other_cache.find_key(sample_key_ref(1)))->description, "other");
  }
}

TEST_F(RecordCacheTest, AThreadDropsTheRecordsOfACacheThatIsGone) {
  const auto other_store = std::make_unique<FaultyStore>();
  ASSERT_TRUE(other_store->commit({PutKey{sample_key(5)}}));
  std::weak_ptr<const keys::KeyRecord> record;
  {
    const RecordCache other_cache(*other_store);
    record = *other_cache.find_key(sample_key_ref(5));
  }
  other_store->crash();  // its own record goes
  EXPECT_TRUE(key_answers(1));
  EXPECT_TRUE(record.expired());
}

// Once commit() has returned a revision, no thread reads an older one.
TEST_F(RecordCacheTest, NoThreadSeesAnOlderRevisionThanCommitHasReturned) {
  constexpr std::uint64_t kRevisions = 2000;
  std::atomic<std::uint64_t> returned = 1;
  const auto read = [&] {
    while (returned < kRevisions) {
      const std::uint64_t at_least = returned;
      EXPECT_GE((*cache_.find_key(sample_key_ref(1)))->revision, at_least);
      EXPECT_GE((*cache_.find_alias(sample_alias_ref("a")))->revision, at_least);
    }
  };
  const std::jthread first(read), second(read);
  while (returned < kRevisions) {
    const keys::AliasRecord alias = **cache_.find_alias(sample_alias_ref("a"));
    ASSERT_TRUE(cache_.commit({PutKey{key(1)}, PutAlias{alias}}));
    ++returned;
  }
}

// Commits are noted by the threads that made them, in whatever order those run on.
TEST_F(RecordCacheTest, NoWriterFindsARecordOlderThanTheOneItWrote) {
  const auto write = [&] {
    for (int written = 0; written < 200;) {
      keys::KeyRecord record = key(1);
      const std::uint64_t revision = record.revision + 1;
      if (!cache_.commit({PutKey{std::move(record)}})) continue;
      EXPECT_GE(key(1).revision, revision);
      ++written;
    }
  };
  {
    const std::jthread first(write), second(write), third(write);
  }
  EXPECT_EQ(key(1), **store_.find_key(sample_key_ref(1)));
}

// As above, for the aliases that disappear with their key.
TEST_F(RecordCacheTest, NoThreadFindsAnAliasAfterTheDeletionOfItsKeyHasReturned) {
  constexpr int kRounds = 500;
  std::atomic<int> alive = 0, dead = 0;  // rounds begun, rounds whose key is deleted
  const auto read = [&] {
    while (dead < kRounds) {
      const int dead_before = dead;
      const bool found = alias_answers("mortal");
      EXPECT_FALSE(found && alive == dead_before) << "round " << dead_before;
    }
  };
  const std::jthread first(read), second(read);
  for (int round = 0; round < kRounds; ++round) {
    ++alive;
    ASSERT_TRUE(cache_.commit({PutKey{sample_key(7)}, PutAlias{sample_alias("mortal", 7)}}));
    EXPECT_TRUE(alias_answers("mortal"));
    ASSERT_TRUE(cache_.commit({DeleteKey{sample_key_ref(7), 1}}));
    ++dead;
  }
}

}  // namespace
}  // namespace trent::storage
