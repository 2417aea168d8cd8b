#include "crypto/random.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <regex>
#include <set>
#include <thread>

#include "base/encoding.h"

namespace trent::crypto {
namespace {

TEST(Random, EveryByteOfTheOutputIsDrawn) {
  // Sizes around the pool's limits. A byte that stays 0 in 16 draws is not drawn.
  for (const std::size_t size_bytes : {1, 15, 511, 512, 513, 4088, 4096, 70'000}) {
    Bytes seen(size_bytes);
    for (int i = 0; i < 16; ++i) {
      const Bytes drawn = random_bytes(size_bytes);
      std::ranges::transform(seen, drawn, seen.begin(), std::bit_or<>());
    }
    EXPECT_EQ(std::ranges::count(seen, 0), 0) << size_bytes;
  }
}

TEST(Random, NothingIsDrawnForNoBytes) {
  random_bytes(MutableByteView());
  EXPECT_TRUE(random_bytes(0).empty());
  EXPECT_EQ(random_secret(0).size_bytes(), 0U);
}

TEST(Random, NoTwoDrawsAreAlikeAcrossRefillsOfThePool) {
  std::set<std::string> seen;
  for (int i = 0; i < 5000; ++i) {
    seen.insert(hex(random_bytes(12)));
    seen.insert(hex(random_secret(12).reveal()));
  }
  EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Random, ThreadsDrawDifferently) {
  std::vector<std::vector<std::string>> drawn(4);
  std::vector<std::jthread> threads;
  for (auto& mine : drawn)
    threads.emplace_back([&mine] {
      for (int i = 0; i < 500; ++i) mine.push_back(hex(random_bytes(16)));
    });
  threads.clear();
  std::set<std::string> seen;
  for (const auto& mine : drawn) seen.insert(mine.begin(), mine.end());
  EXPECT_EQ(seen.size(), 2000U);
}

// What a child drew that `fork_process` made from a process whose pools are filled.
template <class ForkProcess>
std::string drawn_by_child(ForkProcess fork_process) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork_process();
  if (child == 0) {
    Bytes drawn = random_bytes(16);
    const SecretBytes secret = random_secret(16);
    drawn.insert(drawn.end(), secret.reveal().begin(), secret.reveal().end());
    _exit(write(ends[1], drawn.data(), drawn.size()) == 32 ? 0 : 1);
  }
  Bytes drawn(32);
  EXPECT_EQ(read(ends[0], drawn.data(), drawn.size()), 32);
  waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
  return hex(drawn);
}

template <class ForkProcess>
void expect_three_processes_draw_differently(ForkProcess fork_process) {
  random_bytes(1);
  random_secret(1);
  const std::string first = drawn_by_child(fork_process);
  const std::string second = drawn_by_child(fork_process);
  const std::string own = hex(random_bytes(16)) + hex(random_secret(16).reveal());
  EXPECT_EQ(std::set({first.substr(0, 32), second.substr(0, 32), own.substr(0, 32)}).size(), 3U);
  EXPECT_EQ(std::set({first.substr(32), second.substr(32), own.substr(32)}).size(), 3U);
}

TEST(Random, ForkedChildrenDrawDifferentlyFromTheParentAndEachOther) {
  expect_three_processes_draw_differently([] { return fork(); });
}

TEST(Random, ChildrenMadeBehindTheBackOfTheLibraryDrawDifferentlyToo) {
  expect_three_processes_draw_differently(
      [] { return static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); });
}

TEST(RandomUuid, HasVersionFourItsVariantAndLowerCase) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = random_uuid();
    EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 1000U);
}

}  // namespace
}  // namespace trent::crypto
