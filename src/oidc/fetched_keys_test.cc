#include "oidc/fetched_keys.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/log.h"
#include "oidc/testing/fake_provider.h"
#include "oidc/testing/signed_token.h"

namespace trent::oidc {
namespace {

using ::testing::HasSubstr;

constexpr Timestamp kNow{std::chrono::seconds(1'800'000'000)};
const std::string kUrl = "https://keys.example.com/jwks";

class FetchedKeysTest : public ::testing::Test {
 protected:
  FetchedKeysTest() {
    log::set_level(log::Level::Off);
    provider_.publish(kUrl, old_.jwks());
  }

  // Whether what the keys are said to be has this one.
  bool has(std::string_view key_id) {
    const auto keys = keys_.keys_for(key_id);
    return keys && (*keys)->may_have(key_id);
  }
  void expect_refused(std::string_view key_id, const char* detail) {
    const auto keys = keys_.keys_for(key_id);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().code, ErrorCode::Internal);
    EXPECT_THAT(keys.error().detail, HasSubstr(detail));
  }

  ManualClock clock_{kNow};
  testing::FakeProvider provider_;
  testing::Issuer old_{Algorithm::ES256, "old"};
  testing::Issuer new_{Algorithm::ES256, "new"};
  WaitingPlaces places_{4};
  FetchedKeys keys_{"idp.example.com", kUrl, provider_.fetch(), clock_, places_};
};

TEST_F(FetchedKeysTest, AreFetchedOnceForManyTokens) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(has("old"));
  EXPECT_TRUE(has(""));
  EXPECT_EQ(provider_.times_asked(), 1);
}

TEST_F(FetchedKeysTest, AnUnknownKeyIsAskedForButNotMoreOftenThanAllowed) {
  EXPECT_TRUE(has("old"));
  provider_.publish(kUrl, new_.jwks());
  EXPECT_FALSE(has("new"));  // too soon
  clock_.advance(kBetweenFetches);
  EXPECT_TRUE(has("new"));
  EXPECT_FALSE(has("old"));
  EXPECT_EQ(provider_.times_asked(), 2);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(has("made up"));
  EXPECT_EQ(provider_.times_asked(), 2);
}

TEST_F(FetchedKeysTest, AreRefreshedWhenTheyAreOld) {
  keys_.refresh();
  EXPECT_EQ(provider_.times_asked(), 1);
  clock_.advance(kRefreshedAfter - Duration{1});
  keys_.refresh();
  EXPECT_EQ(provider_.times_asked(), 1);
  provider_.publish(kUrl, new_.jwks());
  clock_.advance(Duration{1});
  keys_.refresh();
  EXPECT_EQ(provider_.times_asked(), 2);
  EXPECT_FALSE(has("old"));
}

TEST_F(FetchedKeysTest, NoTokenWaitsForARefresh) {
  EXPECT_TRUE(has("old"));
  clock_.advance(kUsableFor - Duration{1});
  EXPECT_TRUE(has("old"));
  EXPECT_EQ(provider_.times_asked(), 1);
}

TEST_F(FetchedKeysTest, OutlastAnOutageForABoundedTime) {
  EXPECT_TRUE(has("old"));
  provider_.go_away();
  clock_.advance(kUsableFor - Duration{1});
  keys_.refresh();
  EXPECT_TRUE(has("old"));
  clock_.advance(Duration{1});
  expect_refused("old", "nobody there");
  provider_.publish(kUrl, old_.jwks());
  EXPECT_FALSE(has("old"));  // tried a moment ago
  clock_.advance(kBetweenFetches);
  EXPECT_TRUE(has("old"));
}

TEST_F(FetchedKeysTest, AnUnusableKeySetIsAnOutage) {
  EXPECT_TRUE(has("old"));
  provider_.publish(kUrl, "<html>sign in, please</html>");
  clock_.advance(kRefreshedAfter);
  keys_.refresh();
  EXPECT_EQ(provider_.times_asked(), 2);
  EXPECT_TRUE(has("old"));
}

TEST_F(FetchedKeysTest, WithoutAnyKeyTheReasonIsTold) {
  provider_.go_away();
  expect_refused("old", "no keys from https://keys.example.com/jwks: nobody there");
  expect_refused("", "nobody there");
  EXPECT_EQ(provider_.times_asked(), 1);
  clock_.advance(kBetweenFetches);
  keys_.refresh();
  EXPECT_EQ(provider_.times_asked(), 2);
}

TEST_F(FetchedKeysTest, AClockThatIsSetBackDoesNotMakeThemLastLonger) {
  EXPECT_TRUE(has("old"));
  provider_.publish(kUrl, new_.jwks());
  clock_.set(kNow - kUsableFor);
  EXPECT_FALSE(has("old"));
  EXPECT_TRUE(has("new"));
}

TEST_F(FetchedKeysTest, WhatAFetchThrowsIsAFailure) {
  provider_.before_answering = [] { throw std::runtime_error("no thread"); };
  expect_refused("old", "no thread");
  provider_.before_answering = nullptr;
  clock_.advance(kBetweenFetches);
  EXPECT_TRUE(has("old"));
}

// More threads than places: those that have one share a fetch, the others are refused at once, or
// go on with the keys that there are.
TEST_F(FetchedKeysTest, ManyThreadsShareAFetchAndFewWait) {
  constexpr int kThreads = 16;
  std::latch refused(kThreads - 4);
  provider_.before_answering = [&] { refused.wait(); };
  std::atomic<int> found = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&] {
        if (has("old"))
          ++found;
        else
          refused.count_down();
      });
  }
  EXPECT_EQ(found, 4);
  EXPECT_EQ(provider_.times_asked(), 1);
}

TEST_F(FetchedKeysTest, WhoseKeyIsKnownDoesNotWaitForAFetch) {
  EXPECT_TRUE(has("old"));
  clock_.advance(kBetweenFetches);
  std::latch asked(1);
  std::latch verified(1);
  provider_.before_answering = [&] {
    asked.count_down();
    verified.wait();
  };
  std::jthread waiting([&] { EXPECT_FALSE(has("made up")); });
  asked.wait();
  EXPECT_TRUE(has("old"));
  keys_.refresh();
  verified.count_down();
  waiting.join();
  EXPECT_EQ(provider_.times_asked(), 2);
}

TEST_F(FetchedKeysTest, NobodyWaitsLongForAProviderThatHangs) {
  FetchedKeys keys("idp.example.com", kUrl, provider_.fetch(), clock_, places_, Duration{50});
  std::latch asked(1);
  std::latch given_up(1);
  provider_.before_answering = [&] {
    asked.count_down();
    given_up.wait();
  };
  std::jthread fetching([&] { keys.refresh(); });
  asked.wait();
  const auto none = keys.keys_for("old");
  given_up.count_down();
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().detail, HasSubstr("not fetched yet"));
}

}  // namespace
}  // namespace trent::oidc
