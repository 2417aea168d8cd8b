#include "audit/log.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "audit/newest_first.h"
#include "audit/verify.h"
#include "base/log.h"

namespace trent::audit {
namespace {

SecretBytes key() { return SecretBytes::copy_of(Bytes(kChainKeyBytes, 7)); }

class LogTest : public ::testing::Test {
 protected:
  LogTest() {
    log::set_level(log::Level::Off);
    directory_ = ::testing::TempDir() + fmt::format("trent-audit-{}-{}", getpid(), ++count_);
    std::filesystem::remove_all(directory_);
  }
  ~LogTest() override { std::filesystem::remove_all(directory_); }

  std::unique_ptr<Log> open(std::uint64_t file_bytes_max = 1'000'000, bool sync = false) {
    Log::Options options;
    options.directory = directory_;
    options.file_bytes_max = file_bytes_max;
    options.sync = sync;
    options.write = [this](int file, const void* bytes, std::size_t size) -> ssize_t {
      if (room_ == 0) {
        errno = ENOSPC;
        return -1;
      }
      const ssize_t written = ::write(file, bytes, std::min(size, room_));
      if (written > 0) room_ -= static_cast<std::size_t>(written);
      return written;
    };
    auto opened = Log::open(std::move(options), key());
    EXPECT_TRUE(opened) << opened.error().detail;
    return opened ? *std::move(opened) : nullptr;
  }

  static void append(Log& log, int number) {
    EXPECT_TRUE(log.append(fmt::format(R"({{"number":{}}})", number)));
  }

  Verdict verdict() {
    const auto head = read_head(directory_);
    const auto files = list_log_files(directory_);
    EXPECT_TRUE(head && files);
    const auto verified = verify(*files, *head, key());
    EXPECT_TRUE(verified);
    return *verified;
  }

  // Their numbers, the newest first.
  std::vector<std::uint64_t> newest_first(std::uint64_t before = UINT64_MAX) {
    auto records = NewestFirst::open(
        directory_, [before](const Line& line) { return line.link.head.sequence >= before; });
    EXPECT_TRUE(records);
    std::vector<std::uint64_t> numbers;
    for (auto line = records->next(); line && *line; line = records->next())
      numbers.push_back((*line)->link.head.sequence);
    return numbers;
  }

  std::string directory_;
  std::size_t room_ = SIZE_MAX;  // bytes that the disk still takes

 private:
  static inline int count_ = 0;
};

TEST_F(LogTest, GoesOnWhereItEnded) {
  for (int start = 0; start < 3; ++start) {
    const auto log = open();
    append(*log, 2 * start);
    append(*log, 2 * start + 1);
  }
  EXPECT_TRUE(verdict().faults.empty());
  EXPECT_EQ(verdict().records, 6U);
}

TEST_F(LogTest, RotatesBySizeAndReadsBackwardsOverFiles) {
  const auto log = open(/*file_bytes_max=*/500);
  for (int i = 0; i < 40; ++i) append(*log, i);
  EXPECT_GT(list_log_files(directory_)->size(), 5U);
  EXPECT_TRUE(verdict().faults.empty());
  std::vector<std::uint64_t> expected;
  for (std::uint64_t number = 40; number > 0; --number) expected.push_back(number);
  EXPECT_EQ(newest_first(), expected);
  for (const std::uint64_t before : {41U, 40U, 17U, 2U, 1U})
    EXPECT_EQ(newest_first(before), std::vector(expected.end() - (before - 1), expected.end()));
}

TEST_F(LogTest, AFullDiskLosesNoRecordAndLeavesWholeLines) {
  const auto log = open();
  append(*log, 0);
  for (const std::size_t room : {0U, 1U, 100U, 150U}) {
    room_ = room;
    EXPECT_FALSE(log->append(R"({"a":1})") && log->append(R"({"a":2})"));
    EXPECT_FALSE(log->works());
    EXPECT_FALSE(verdict().ends_in_torn_line);
    room_ = SIZE_MAX;
    EXPECT_TRUE(log->works());
  }
  append(*log, 9);
  EXPECT_TRUE(verdict().faults.empty()) << verdict().faults.front().text;
  EXPECT_EQ(newest_first().size(), verdict().last);
}

TEST_F(LogTest, AFullQueueTakesNoMore) {
  Log::Options options;
  options.directory = directory_;
  options.waiting_bytes_max = 100;
  options.write = [](int, const void*, std::size_t) -> ssize_t {
    errno = EIO;
    return -1;
  };
  const auto log = *Log::open(std::move(options), key());
  int taken = 0;
  while (taken < 50 && log->enqueue(R"({"a":1})")) ++taken;
  EXPECT_EQ(taken, 12);  // of 8 bytes each with its end
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(log->append(R"({"a":1})"));
}

TEST_F(LogTest, ADeletedDirectoryFailsUntilItIsBack) {
  const auto log = open();
  append(*log, 0);
  std::filesystem::remove_all(directory_);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // longer than it does not look
  EXPECT_FALSE(log->append("{}"));
  EXPECT_FALSE(log->works());
  std::filesystem::create_directory(directory_);
  EXPECT_TRUE(log->works());
  EXPECT_EQ(newest_first(), (std::vector<std::uint64_t>{2}));
}

TEST_F(LogTest, ATornLineIsRemoved) {
  append(*open(), 0);
  std::ofstream(log_path(directory_), std::ios::app) << R"({"torn)";
  EXPECT_TRUE(verdict().ends_in_torn_line);
  append(*open(), 1);
  EXPECT_FALSE(verdict().ends_in_torn_line);
  EXPECT_TRUE(verdict().faults.empty());
  EXPECT_EQ(verdict().records, 2U);
}

TEST_F(LogTest, WhatIsEnqueuedIsKeptBySettlingInOneWrite) {
  int writes = 0;
  Log::Options options;
  options.directory = directory_;
  options.write = [&](int file, const void* bytes, std::size_t size) {
    ++writes;
    return ::write(file, bytes, size);
  };
  const auto log = *Log::open(std::move(options), key());
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(log->enqueue(R"({"a":1})"));
  EXPECT_EQ(verdict().records, 0U);
  EXPECT_TRUE(log->settle());
  EXPECT_EQ(verdict().records, 20U);
  EXPECT_TRUE(log->settle());
  EXPECT_EQ(writes, 1);
  EXPECT_TRUE(verdict().faults.empty());
}

TEST_F(LogTest, LinesThatWentShowAfterwards) {
  {
    const auto log = open();
    for (int i = 0; i < 5; ++i) append(*log, i);
  }
  std::filesystem::resize_file(log_path(directory_), 0);
  append(*open(), 5);
  const Verdict found = verdict();
  ASSERT_FALSE(found.faults.empty());
  EXPECT_EQ(found.last, 6U);
}

TEST_F(LogTest, ManyThreadsShareIt) {
  for (const bool sync : {false, true}) {
    const auto log = open(20'000, sync);
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread)
      threads.emplace_back([&log] {
        for (int i = 0; i < 100; ++i) append(*log, i);
      });
  }
  EXPECT_TRUE(verdict().faults.empty());
  EXPECT_EQ(verdict().records, 1600U);
}

TEST_F(LogTest, GoesOnInAnotherFileWhenToldTo) {
  const auto log = open();
  append(*log, 0);
  const std::string moved = directory_ + "/moved.1";
  std::filesystem::rename(log_path(directory_), moved);
  EXPECT_TRUE(log->reopen());
  append(*log, 1);
  const auto verified = verify({moved, log_path(directory_)}, std::nullopt, key());
  ASSERT_TRUE(verified);
  EXPECT_TRUE(verified->faults.empty());
  EXPECT_EQ(verified->records, 2U);
}

}  // namespace
}  // namespace trent::audit
