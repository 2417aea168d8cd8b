// The part of the suite that is about RequireFewerKeys, RequireFewerAliases and
// RequireFewerEntities.
#include <fmt/format.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/testing/sample_records.h"
#include "storage/testing/store_conformance.h"

namespace trent::storage {

void link_quota_tests() {}

namespace {

constexpr std::size_t kMax = 3;

bool commits(Store& store, Batch batch) { return store.commit(std::move(batch)).has_value(); }

// Refused for the limit, and silently.
bool exceeds(Store& store, Batch batch) {
  const auto refused = store.commit(std::move(batch));
  return !refused && refused.error().code == ErrorCode::LimitExceeded && !refused.error().message;
}

Batch one_more_key(keys::KeyRecord key, std::size_t max = kMax) {
  const keys::Scope scope = key.ref.scope;
  return {RequireFewerKeys{scope, max}, PutKey{std::move(key)}};
}

Batch one_more_alias(keys::AliasRecord alias, std::size_t max = kMax) {
  const keys::KeyRef key{alias.ref.scope, alias.target};
  return {RequireFewerAliases{key, max}, PutAlias{std::move(alias)}};
}

Batch one_more_entity(identity::EntityRecord entity, std::size_t max = kMax) {
  return {RequireFewerEntities{entity.ref.account, entity.ref.kind, max},
          PutEntity{std::move(entity)}};
}

Batch one_more_user(std::string_view name, std::size_t max = kMax) {
  return one_more_entity(sample_entity(identity::EntityKind::User, name), max);
}

void put_three_keys(Store& store) {
  for (std::uint64_t number = 1; number <= kMax; ++number)
    EXPECT_TRUE(commits(store, one_more_key(sample_key(number)))) << number;
}

TEST_P(StoreConformance, AsManyKeysAsAllowedAndNotOneMore) {
  put_three_keys(store());
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(4))));
  EXPECT_FALSE(store().find_key(sample_key_ref(4)));
  EXPECT_TRUE(commits(store(), one_more_key(sample_key(4), kMax + 1)));
}

TEST_P(StoreConformance, KeysAreCountedAlsoAfterReopening) {
  put_three_keys(store());
  reopen();
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(4))));
}

TEST_P(StoreConformance, ADeletedKeyMakesRoomAndAChangedOneDoesNot) {
  put_three_keys(store());
  keys::KeyRecord key = **store().find_key(sample_key_ref(1));
  key.deletion_date = at_second(1'800'000'000);
  EXPECT_TRUE(commits(store(), {PutKey{key}}));
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(4))));
  EXPECT_TRUE(commits(store(), {DeleteKey{key.ref, 2}}));
  EXPECT_TRUE(commits(store(), one_more_key(sample_key(4))));
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(5))));
}

TEST_P(StoreConformance, KeysThatAwsManagesAndThoseOfOthersDoNotCount) {
  for (std::uint64_t number = 1; number <= 2; ++number) {
    keys::KeyRecord of_aws = sample_key(10 + number);
    of_aws.manager = keys::KeyManager::AWS;
    EXPECT_TRUE(commits(store(), {PutKey{std::move(of_aws)}}));
    keys::KeyRecord elsewhere = sample_key(number);
    elsewhere.ref.scope.region = keys::Region("us-west-2");
    EXPECT_TRUE(commits(store(), {PutKey{std::move(elsewhere)}}));
    keys::KeyRecord foreign = sample_key(number);
    foreign.ref.scope.account = keys::AccountId("999999999999");
    EXPECT_TRUE(commits(store(), {PutKey{std::move(foreign)}}));
  }
  put_three_keys(store());
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(4))));
}

TEST_P(StoreConformance, AKeyCountsForWhoManagesItNow) {
  put_three_keys(store());
  keys::KeyRecord key = **store().find_key(sample_key_ref(1));
  key.manager = keys::KeyManager::AWS;
  EXPECT_TRUE(commits(store(), {PutKey{key}}));
  EXPECT_TRUE(commits(store(), one_more_key(sample_key(4))));
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(5))));
  EXPECT_TRUE(commits(store(), {DeleteKey{key.ref, 2}}));
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(5))));
}

TEST_P(StoreConformance, TheLimitHoldsAtItsPlaceInTheBatch) {
  const keys::Scope scope = sample_scope();
  EXPECT_TRUE(exceeds(store(), {PutKey{sample_key(1)}, RequireFewerKeys{scope, 1}}));
  EXPECT_FALSE(store().find_key(sample_key_ref(1)));
  EXPECT_TRUE(commits(store(), {RequireFewerKeys{scope, 1}, PutKey{sample_key(1)}}));
  EXPECT_TRUE(exceeds(store(), {RequireFewerKeys{scope, 0}}));
}

TEST_P(StoreConformance, KeysOfABatchThatFailsAreNotCounted) {
  for (int attempt = 0; attempt < 5; ++attempt)
    EXPECT_FALSE(commits(store(), {PutKey{sample_key(1)}, PutAlias{sample_alias("a", 1)},
                                   DeleteKey{sample_key_ref(99), 1}}));
  put_three_keys(store());
  EXPECT_TRUE(exceeds(store(), one_more_key(sample_key(4))));
}

TEST_P(StoreConformance, AsManyAliasesOfAKeyAsAllowedAndNotOneMore) {
  put_three_keys(store());
  for (const char* name : {"a", "b", "c"})
    EXPECT_TRUE(commits(store(), one_more_alias(sample_alias(name, 1)))) << name;
  EXPECT_TRUE(exceeds(store(), one_more_alias(sample_alias("d", 1))));
  EXPECT_FALSE(store().find_alias(sample_alias_ref("d")));
  EXPECT_TRUE(commits(store(), one_more_alias(sample_alias("d", 2))));
  reopen();
  EXPECT_TRUE(exceeds(store(), one_more_alias(sample_alias("e", 1))));
}

TEST_P(StoreConformance, AnAliasThatMovesOrGoesMakesRoom) {
  put_three_keys(store());
  for (const char* name : {"a", "b", "c"})
    EXPECT_TRUE(commits(store(), {PutAlias{sample_alias(name, 1)}}));
  keys::AliasRecord moved = **store().find_alias(sample_alias_ref("a"));
  moved.target = sample_key_id(2);
  EXPECT_TRUE(commits(store(), one_more_alias(moved)));
  EXPECT_TRUE(commits(store(), one_more_alias(sample_alias("d", 1))));
  EXPECT_TRUE(exceeds(store(), one_more_alias(sample_alias("e", 1))));
  EXPECT_TRUE(commits(store(), {DeleteAlias{sample_alias_ref("b"), 1}}));
  EXPECT_TRUE(commits(store(), one_more_alias(sample_alias("e", 1))));
  EXPECT_TRUE(commits(store(), one_more_alias(sample_alias("f", 2), 2)));
  EXPECT_TRUE(exceeds(store(), one_more_alias(sample_alias("g", 2), 2)));
}

TEST_P(StoreConformance, AliasesGoWithTheirKeyAlsoInTheCount) {
  EXPECT_TRUE(commits(store(), {PutKey{sample_key(1)}, PutAlias{sample_alias("a", 1)}}));
  EXPECT_TRUE(commits(store(), {DeleteKey{sample_key_ref(1), 1}}));
  EXPECT_TRUE(commits(store(), {PutKey{sample_key(1)}}));
  EXPECT_TRUE(commits(store(), one_more_alias(sample_alias("a", 1), 1)));
}

TEST_P(StoreConformance, AKeyThatIsNotThereHasNoRoomForAliases) {
  const auto refused = store().commit({RequireFewerAliases{sample_key_ref(1), kMax}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
}

TEST_P(StoreConformance, AsManyEntitiesOfAKindAsAllowedAndNotOneMore) {
  for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(commits(store(), one_more_user(name)));
  EXPECT_TRUE(exceeds(store(), one_more_user("d")));
  EXPECT_FALSE(store().find_entity(sample_entity(identity::EntityKind::User, "d").ref));
  EXPECT_TRUE(commits(store(), one_more_entity(sample_entity(identity::EntityKind::Role, "d"), 1)));
  auto foreign = sample_entity(identity::EntityKind::User, "d");
  foreign.ref.account = keys::AccountId("999999999999");
  EXPECT_TRUE(commits(store(), one_more_entity(foreign, 1)));
  reopen();
  EXPECT_TRUE(exceeds(store(), one_more_user("d")));
  EXPECT_TRUE(commits(store(), one_more_user("d", kMax + 1)));
}

TEST_P(StoreConformance, ADeletedEntityMakesRoomAndAChangedOneDoesNot) {
  for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(commits(store(), one_more_user(name)));
  auto user = sample_entity(identity::EntityKind::User, "a");
  user.revision = 1;
  EXPECT_TRUE(commits(store(), {PutEntity{user}}));
  EXPECT_TRUE(exceeds(store(), one_more_user("d")));
  // A new name is a deletion and an insertion.
  EXPECT_TRUE(commits(store(), {DeleteEntity{user.ref, 2},
                                PutEntity{sample_entity(identity::EntityKind::User, "z")}}));
  EXPECT_TRUE(exceeds(store(), one_more_user("d")));
  EXPECT_FALSE(commits(store(), {DeleteEntity{user.ref, 2}, DeleteKey{sample_key_ref(99), 1}}));
  EXPECT_TRUE(exceeds(store(), one_more_user("d")));
  user = sample_entity(identity::EntityKind::User, "b");
  EXPECT_TRUE(commits(store(), {DeleteEntity{user.ref, 1}}));
  EXPECT_TRUE(commits(store(), one_more_user("d")));
  EXPECT_TRUE(exceeds(store(), one_more_user("e")));
}

TEST_P(StoreConformance, EntitiesOfABatchThatFailsAreNotCounted) {
  for (int attempt = 0; attempt < 5; ++attempt)
    EXPECT_FALSE(commits(store(), {PutEntity{sample_entity(identity::EntityKind::User, "a")},
                                   DeleteKey{sample_key_ref(99), 1}}));
  for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(commits(store(), one_more_user(name)));
  EXPECT_TRUE(exceeds(store(), one_more_user("d")));
}

TEST_P(StoreConformance, ManyAtOnceFillTheLimitsExactly) {
  constexpr std::uint64_t kThreads = 4, kEach = 15, kKeys = 20, kAliases = 10, kUsers = 12;
  EXPECT_TRUE(commits(store(), {PutKey{sample_key(0)}}));
  std::atomic<std::uint64_t> keys = 1, aliases = 0, users = 0, refused = 0;
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        for (std::uint64_t i = 1; i <= kEach; ++i) {
          const std::uint64_t number = thread * 1000 + i;
          if (commits(store(), one_more_key(sample_key(number), kKeys)))
            ++keys;
          else
            ++refused;
          if (commits(store(),
                      one_more_alias(sample_alias(fmt::format("{}", number), 0), kAliases)))
            ++aliases;
          if (commits(store(), one_more_user(fmt::format("{}", number), kUsers))) ++users;
        }
      });
  }
  EXPECT_EQ(keys, kKeys);
  EXPECT_EQ(refused, kThreads * kEach - (kKeys - 1));
  EXPECT_EQ(store().list_keys(sample_scope(), "", 1000)->size(), kKeys);
  EXPECT_EQ(users, kUsers);
  EXPECT_EQ(
      store().list_entities(sample_scope().account, identity::EntityKind::User, "", 1000)->size(),
      kUsers);
  EXPECT_EQ(aliases, kAliases);
  EXPECT_EQ(store().list_aliases(sample_scope(), sample_key_id(0), "", 1000)->size(), kAliases);
}

}  // namespace
}  // namespace trent::storage
