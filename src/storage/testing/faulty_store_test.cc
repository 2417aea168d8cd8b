#include "storage/testing/faulty_store.h"

#include <gtest/gtest.h>

#include <chrono>

#include "storage/testing/sample_records.h"
#include "storage/testing/store_conformance.h"

namespace trent::storage {
namespace {

class FaultyBackend final : public StoreBackend {
 public:
  Store& store() override { return store_; }
  bool reopen() override {
    store_.crash();
    return true;
  }

 private:
  FaultyStore store_;
};

std::unique_ptr<StoreBackend> make_backend() { return std::make_unique<FaultyBackend>(); }

INSTANTIATE_TEST_SUITE_P(FaultyWithoutFaults, StoreConformance, conformance_of(make_backend));

bool has_key(const Store& store, std::uint64_t number) {
  return store.find_key(sample_key_ref(number)).has_value();
}

TEST(FaultyStore, FailsAsManyCommitsAsToldAndWritesNothingOfThem) {
  FaultyStore store;
  store.fail_commits(2);
  EXPECT_FALSE(store.check_writable());
  for (int attempt = 0; attempt < 2; ++attempt)
    EXPECT_EQ(store.commit({PutKey{sample_key(1)}}).error().code, ErrorCode::Internal);
  EXPECT_FALSE(has_key(store, 1));
  EXPECT_TRUE(store.check_writable());
  EXPECT_TRUE(store.commit({PutKey{sample_key(1)}}));
}

TEST(FaultyStore, FailsForeverUntilHealed) {
  FaultyStore store;
  store.fail_commits(FaultyStore::kForever);
  for (int attempt = 0; attempt < 5; ++attempt) EXPECT_FALSE(store.commit({PutKey{sample_key(1)}}));
  store.heal();
  EXPECT_TRUE(store.commit({PutKey{sample_key(1)}}));
}

TEST(FaultyStore, DeniesACommitThatItHasWritten) {
  FaultyStore store;
  store.fail_commits_after_writing(1);
  EXPECT_EQ(store.commit({PutKey{sample_key(1)}}).error().code, ErrorCode::Internal);
  EXPECT_TRUE(has_key(store, 1));
  store.crash();
  EXPECT_TRUE(has_key(store, 1));
}

TEST(FaultyStore, FailsAsManyReadsAsTold) {
  FaultyStore store;
  ASSERT_TRUE(store.commit({PutKey{sample_key(1)}}));
  store.fail_reads(2);
  EXPECT_EQ(store.find_key(sample_key_ref(1)).error().code, ErrorCode::Internal);
  EXPECT_EQ(store.list_accounts().error().code, ErrorCode::Internal);
  EXPECT_TRUE(has_key(store, 1));
  store.fail_reads(2);
  EXPECT_EQ(store.find_last_usage(sample_key_ref(1)).error().code, ErrorCode::Internal);
  EXPECT_EQ(store.find_tracking_start().error().code, ErrorCode::Internal);
}

TEST(FaultyStore, DelaysCommits) {
  FaultyStore store;
  store.delay_commits(Duration(20));
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(store.commit({PutKey{sample_key(1)}}));
  EXPECT_GE(std::chrono::steady_clock::now() - start, Duration(20));
}

TEST(FaultyStore, AcknowledgesAndShowsWhatItLosesInACrash) {
  FaultyStore store;
  ASSERT_TRUE(store.commit({PutKey{sample_key(1)}}));
  store.forget_commits();
  ASSERT_TRUE(store.commit({PutKey{sample_key(2)}}));
  EXPECT_TRUE(has_key(store, 2));
  store.crash();
  EXPECT_TRUE(has_key(store, 1));
  EXPECT_FALSE(has_key(store, 2));
  EXPECT_EQ(store.last_change(), 1);
}

}  // namespace
}  // namespace trent::storage
