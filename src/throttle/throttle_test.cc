#include "throttle/throttle.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <initializer_list>
#include <string>
#include <thread>
#include <vector>

namespace trent::throttle {
namespace {

constexpr Group kCreateKey = group_named("CreateKey");
constexpr Group kSymmetric = group_named("Symmetric");
const keys::AccountId kAccount("111111111111"), kOther("222222222222");
const keys::Region kRegion("eu-central-1");
constexpr Timestamp kNow{std::chrono::days(20000)};

Quotas quotas(std::initializer_list<const char*> groups_and_rates) {
  Quotas quotas;
  for (const char* text : groups_and_rates) EXPECT_TRUE(quotas.set(text)) << text;
  return quotas;
}

unsigned charged(Throttle& throttle, const keys::AccountId& account, const keys::Region& region,
                 Group group = kCreateKey) {
  unsigned count = 0;
  while (count < 1'000'000 && throttle.charge(account, region, group, kNow)) ++count;
  return count;
}

// "aa-a-1", "aa-b-1", ...
keys::Region region_number(std::size_t number) {
  std::string name = "aa-";
  for (int letter = 0; letter < 3; ++letter, number /= 26)
    name += static_cast<char>('a' + number % 26);
  return keys::Region(name + "-1");
}

TEST(Throttle, SaysWhatAwsSays) {
  Throttle throttle(quotas({"CreateKey=1"}));
  EXPECT_TRUE(throttle.charge(kAccount, kRegion, kCreateKey, kNow));
  const auto refused = throttle.charge(kAccount, kRegion, kCreateKey, kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Throttling);
  EXPECT_EQ(refused.error().message,
            "You have exceeded the rate at which you may call KMS. Reduce the frequency of your "
            "calls.");
}

TEST(Throttle, AccountsRegionsAndGroupsAreCountedApart) {
  Throttle throttle(quotas({"CreateKey=5", "Symmetric=3"}));
  EXPECT_EQ(charged(throttle, kAccount, kRegion), 5U);
  EXPECT_EQ(charged(throttle, kOther, kRegion), 5U);
  EXPECT_EQ(charged(throttle, kAccount, keys::Region("us-east-1")), 5U);
  EXPECT_EQ(charged(throttle, kAccount, kRegion, kSymmetric), 3U);
  EXPECT_EQ(charged(throttle, kAccount, kRegion), 0U);
}

TEST(Throttle, WhatHasNoQuotaIsNeverRefused) {
  Throttle throttle(quotas({"CreateKey=1"}));
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(throttle.charge(kAccount, kRegion, kSymmetric, kNow));
}

TEST(Throttle, RegionsHaveTheirOwnNumbers) {
  Throttle throttle(Quotas::aws());
  EXPECT_EQ(charged(throttle, kAccount, keys::Region("us-east-1"), kSymmetric), 100'000U);
  EXPECT_EQ(charged(throttle, kAccount, kRegion, kSymmetric), 20'000U);
  EXPECT_EQ(charged(throttle, kAccount, keys::Region("eu-north-1"), kSymmetric), 10'000U);
}

TEST(Throttle, ManyAccountsAreToldApart) {
  Throttle throttle(quotas({"CreateKey=2"}));
  for (int round = 0; round < 2; ++round)
    for (int number = 0; number < 1000; ++number)
      EXPECT_EQ(charged(throttle, keys::AccountId(std::to_string(number)), kRegion),
                round == 0 ? 2U : 0U);
}

TEST(Throttle, AnAccountWithTooManyRegionsSharesTheRestAndHarmsNobodyElse) {
  Throttle throttle(quotas({"CreateKey=5"}));
  for (std::size_t i = 0; i < Throttle::kRegionsMax; ++i)
    EXPECT_EQ(charged(throttle, kAccount, region_number(i)), 5U) << i;
  EXPECT_EQ(charged(throttle, kAccount, region_number(Throttle::kRegionsMax)), 5U);
  for (std::size_t i = 0; i < 1000; ++i)
    EXPECT_EQ(charged(throttle, kAccount, region_number(Throttle::kRegionsMax + i)), 0U);
  EXPECT_EQ(charged(throttle, kOther, region_number(Throttle::kRegionsMax + 1)), 5U);
}

TEST(Throttle, ThreadsTogetherGetTheAllowanceAndNoMore) {
  constexpr int kThreads = 8, kScopes = 40, kTries = 100;
  constexpr unsigned kRate = 150;
  Throttle throttle(quotas({"CreateKey=150"}));
  std::array<std::atomic<unsigned>, kScopes> allowed{};
  std::atomic<int> waiting{kThreads};
  const auto charge_all = [&] {
    --waiting;
    while (waiting > 0) std::this_thread::yield();
    // All meet in accounts and Regions that none has charged before.
    for (std::size_t scope = 0; scope < kScopes; ++scope)
      for (int i = 0; i < kTries; ++i)
        if (throttle.charge(keys::AccountId(std::to_string(scope % 4)), region_number(scope),
                            kCreateKey, kNow))
          ++allowed[scope];
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(charge_all);
  for (std::thread& thread : threads) thread.join();
  for (std::size_t scope = 0; scope < kScopes; ++scope) EXPECT_EQ(allowed[scope], kRate) << scope;
}

}  // namespace
}  // namespace trent::throttle
