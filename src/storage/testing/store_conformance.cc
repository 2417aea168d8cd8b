#include "storage/testing/store_conformance.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "storage/testing/store_outcomes.h"

namespace trent::storage {

decltype(::testing::Values(MakeBackend{})) conformance_of(std::unique_ptr<StoreBackend> (*make)()) {
  link_quota_tests();
  link_grant_tests();
  link_identity_tests();
  link_race_tests();
  return ::testing::Values(MakeBackend{make});
}

namespace {

using keys::AliasRecord;
using keys::KeyRecord;

AliasRecord stored_alias(Store& store, std::string_view name) {
  const auto found = store.find_alias(sample_alias_ref(name));
  EXPECT_EQ(outcome(found), "ok") << name;
  return found ? **found : AliasRecord{};
}

std::vector<std::string> ids(std::initializer_list<std::uint64_t> numbers) {
  std::vector<std::string> result;
  for (const std::uint64_t number : numbers) result.push_back(sample_key_id(number).str());
  return result;
}

std::vector<std::string> alias_names(Store& store, const std::optional<keys::KeyId>& target = {},
                                     std::string_view after = "", std::size_t limit = 1000) {
  return names(store.list_aliases(sample_scope(), target, after, limit));
}

// Programs that only want the sample records of this library do not run the suite.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreConformance);

// --- keys ---------------------------------------------------------------------------------------

TEST_P(StoreConformance, ANewKeyIsRevisionOneAndOtherwiseAsItWasPut) {
  KeyRecord key = sample_key(1);
  EXPECT_EQ(commit(store(), PutKey{key}), "ok");
  key.revision = 1;
  EXPECT_EQ(stored(store(), 1), key);
}

TEST_P(StoreConformance, EveryFieldOfAKeyComesBackAlsoAfterReopening) {
  KeyRecord key = demanding_key(1);
  EXPECT_EQ(commit(store(), PutKey{key}), "ok");
  key.revision = 1;
  EXPECT_EQ(stored(store(), 1), key);
  reopen();
  EXPECT_EQ(stored(store(), 1), key);
}

TEST_P(StoreConformance, AKeyWithoutAnythingComesBack) {
  KeyRecord key;
  key.ref = sample_key_ref(1);
  EXPECT_EQ(commit(store(), PutKey{key}), "ok");
  key.revision = 1;
  EXPECT_EQ(stored(store(), 1), key);
}

TEST_P(StoreConformance, InsertingAKeyThatExistsIsAConflict) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  EXPECT_EQ(commit(store(), PutKey{demanding_key(1)}), "Conflict");
  EXPECT_EQ(stored(store(), 1).description, "key 1");
}

TEST_P(StoreConformance, SecondWriterOfTheSameRevisionGetsConflict) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  KeyRecord first = stored(store(), 1);
  KeyRecord second = first;
  first.description = "first";
  second.description = "second";
  EXPECT_EQ(commit(store(), PutKey{first}), "ok");
  EXPECT_EQ(commit(store(), PutKey{second}), "Conflict");
  EXPECT_EQ(stored(store(), 1).description, "first");
  EXPECT_EQ(stored(store(), 1).revision, 2);
}

TEST_P(StoreConformance, ReplacingOrDeletingAKeyThatIsNotThereIsNotFound) {
  KeyRecord key = sample_key(1);
  key.revision = 1;
  EXPECT_EQ(commit(store(), PutKey{key}), "NotFound");
  EXPECT_EQ(commit(store(), DeleteKey{key.ref, 1}), "NotFound");
  EXPECT_EQ(outcome(store().find_key(key.ref)), "NotFound");
}

TEST_P(StoreConformance, DeletingARevisionThatWasReplacedIsAConflict) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  EXPECT_EQ(commit(store(), PutKey{stored(store(), 1)}), "ok");
  EXPECT_EQ(commit(store(), DeleteKey{sample_key_ref(1), 1}), "Conflict");
  EXPECT_EQ(commit(store(), DeleteKey{sample_key_ref(1), 2}), "ok");
  EXPECT_EQ(outcome(store().find_key(sample_key_ref(1))), "NotFound");
}

TEST_P(StoreConformance, DeletingAKeyRemovesItsMaterialAndTags) {
  EXPECT_EQ(commit(store(), PutKey{demanding_key(1)}), "ok");
  EXPECT_EQ(commit(store(), DeleteKey{sample_key_ref(1), 1}), "ok");
  KeyRecord bare;
  bare.ref = sample_key_ref(1);
  EXPECT_EQ(commit(store(), PutKey{bare}), "ok");
  EXPECT_TRUE(stored(store(), 1).materials.empty());
  EXPECT_TRUE(stored(store(), 1).tags.empty());
}

TEST_P(StoreConformance, ReplacingAKeyLeavesExactlyTheNewTags) {
  EXPECT_EQ(commit(store(), PutKey{demanding_key(1)}), "ok");
  KeyRecord key = stored(store(), 1);
  key.tags = {{"", "no longer empty"}, {"new", "tag"}};
  EXPECT_EQ(commit(store(), PutKey{key}), "ok");
  EXPECT_EQ(stored(store(), 1).tags, key.tags);
}

// Whatever happens to the material between two revisions, the record reads as it was put.
TEST_P(StoreConformance, ReplacingAKeyLeavesExactlyTheNewMaterial) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  const auto a = sample_material(1, 1), b = sample_material(1, 2), c = sample_material(1, 3);
  auto erased = b, rewrapped = b, described = b, short_one = b, larger = b;
  erased.wrapped.clear();
  rewrapped.wrapped = sample_wrapped(77);
  rewrapped.domain_key = 8;
  described.description = "described";
  described.state = keys::KeyMaterialState::PENDING_ROTATION;
  described.valid_to = at_second(5);
  short_one.wrapped.resize(1);
  larger.wrapped.resize(6000, 1);
  const std::vector<std::vector<keys::MaterialVersion>> steps = {
      {a, b, c}, {c, b, a},         {b, a},         {a, described},    {a, erased}, {a, b, b, c},
      {},        {a, rewrapped, c}, {a, short_one}, {a, larger, c, a}, {c},         {larger, b}};
  for (std::size_t step = 0; step < steps.size(); ++step) {
    KeyRecord key = stored(store(), 1);
    key.materials = steps[step];
    EXPECT_EQ(commit(store(), PutKey{key}), "ok");
    ++key.revision;
    EXPECT_EQ(stored(store(), 1), key) << "step " << step;
  }
}

TEST_P(StoreConformance, SnapshotsStayAsTheyWereReadWhileTheKeyIsReplacedAndDeleted) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  const auto before = store().find_key(sample_key_ref(1));
  ASSERT_TRUE(before);
  KeyRecord key = **before;
  key.description = "replaced";
  key.materials.clear();
  EXPECT_EQ(commit(store(), PutKey{key}), "ok");
  EXPECT_EQ(commit(store(), DeleteKey{key.ref, 2}), "ok");
  KeyRecord expected = sample_key(1);
  expected.revision = 1;
  EXPECT_EQ(**before, expected);
}

// --- aliases ------------------------------------------------------------------------------------

TEST_P(StoreConformance, AnAliasFollowsTheRulesOfRevisions) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutKey{sample_key(2)}), "ok");
  AliasRecord alias = sample_alias("\u00fcber/a", 1);
  EXPECT_EQ(commit(store(), PutAlias{alias}), "ok");
  EXPECT_EQ(commit(store(), PutAlias{alias}), "Conflict");
  ++alias.revision;
  EXPECT_EQ(stored_alias(store(), "\u00fcber/a"), alias);

  alias.target = sample_key_id(2);
  alias.updated = at_second(9);
  EXPECT_EQ(commit(store(), PutAlias{alias}), "ok");
  EXPECT_EQ(commit(store(), PutAlias{alias}), "Conflict");
  ++alias.revision;
  EXPECT_EQ(stored_alias(store(), "\u00fcber/a"), alias);
  EXPECT_EQ(alias_names(store(), sample_key_id(1)), Names{});
  EXPECT_EQ(alias_names(store(), sample_key_id(2)), Names{alias.ref.name.str()});

  EXPECT_EQ(commit(store(), DeleteAlias{alias.ref, 1}), "Conflict");
  EXPECT_EQ(commit(store(), DeleteAlias{alias.ref, 2}), "ok");
  EXPECT_EQ(commit(store(), DeleteAlias{alias.ref, 2}), "NotFound");
  EXPECT_EQ(commit(store(), PutAlias{alias}), "NotFound");
  EXPECT_EQ(outcome(store().find_alias(alias.ref)), "NotFound");
}

TEST_P(StoreConformance, AnAliasNeedsItsKeyInTheSameAccountAndRegion) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  AliasRecord elsewhere = sample_alias("a", 1);
  elsewhere.ref.scope.region = keys::Region("us-east-1");
  EXPECT_EQ(commit(store(), PutAlias{elsewhere}), "NotFound");
  EXPECT_EQ(commit(store(), PutAlias{sample_alias("a", 2)}), "NotFound");
}

TEST_P(StoreConformance, AliasesDieWithTheirKey) {
  EXPECT_EQ(
      commit(store(), PutKey{sample_key(1)}, PutKey{sample_key(2)}, PutAlias{sample_alias("a", 1)},
             PutAlias{sample_alias("b", 2)}, PutAlias{sample_alias("c", 1)}),
      "ok");
  EXPECT_EQ(commit(store(), DeleteKey{sample_key_ref(1), 1}), "ok");
  EXPECT_EQ(alias_names(store()), Names{"alias/b"});
  EXPECT_EQ(outcome(store().find_alias(sample_alias_ref("a"))), "NotFound");
  // The same key id later does not bring them back.
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  EXPECT_EQ(alias_names(store(), sample_key_id(1)), Names{});
}

// --- deployment secrets -------------------------------------------------------------------------

TEST_P(StoreConformance, DeploymentSecretsAreInsertedOnceAndListedInOrder) {
  EXPECT_EQ(commit(store(), PutDeploymentSecret{"domain-key/2", sample_wrapped(2)},
                   PutDeploymentSecret{"domain-key/1", {}}),
            "ok");
  EXPECT_EQ(commit(store(), PutDeploymentSecret{"domain-key/2", sample_wrapped(3)}), "Conflict");
  const auto secrets = store().list_deployment_secrets().value();
  ASSERT_EQ(secrets.size(), 2);
  EXPECT_EQ(secrets[0].name, "domain-key/1");
  EXPECT_EQ(secrets[0].sealed, Bytes{});
  EXPECT_EQ(secrets[1].name, "domain-key/2");
  EXPECT_EQ(secrets[1].sealed, sample_wrapped(2));
}

// --- last usage ---------------------------------------------------------------------------------

keys::LastUsage used(keys::Operation operation, std::int64_t second) {
  return {operation, at_second(second), fmt::format("request at {}", second)};
}

PutLastUsage use_of(std::uint64_t number, keys::Operation operation, std::int64_t second) {
  return {sample_key_ref(number), used(operation, second)};
}

TEST_P(StoreConformance, TheLastUsageOfAKeyComesBackAlsoAfterReopening) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutKey{sample_key(2)}), "ok");
  EXPECT_EQ(outcome(store().find_last_usage(sample_key_ref(1))), "NotFound");
  EXPECT_EQ(commit(store(), use_of(1, keys::Operation::Encrypt, 7),
                   use_of(2, keys::Operation::VerifyMac, 8)),
            "ok");
  reopen();
  EXPECT_EQ(store().find_last_usage(sample_key_ref(1)).value(), used(keys::Operation::Encrypt, 7));
  EXPECT_EQ(store().find_last_usage(sample_key_ref(2)).value(),
            used(keys::Operation::VerifyMac, 8));
}

TEST_P(StoreConformance, TheLatestUsageWinsInWhateverOrderTheyCome) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, use_of(1, keys::Operation::Encrypt, 5)), "ok");
  EXPECT_EQ(commit(store(), use_of(1, keys::Operation::Decrypt, 9)), "ok");
  EXPECT_EQ(commit(store(), use_of(1, keys::Operation::Sign, 8)), "ok");
  EXPECT_EQ(store().find_last_usage(sample_key_ref(1)).value(), used(keys::Operation::Decrypt, 9));
  EXPECT_EQ(commit(store(), use_of(1, keys::Operation::Verify, 9)), "ok");
  EXPECT_EQ(store().find_last_usage(sample_key_ref(1)).value(), used(keys::Operation::Verify, 9));
}

TEST_P(StoreConformance, AUsageLeavesTheKeyAndItsRevisionAlone) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  const KeyRecord before = stored(store(), 1);
  EXPECT_EQ(commit(store(), use_of(1, keys::Operation::Encrypt, 5)), "ok");
  EXPECT_EQ(stored(store(), 1), before);
  EXPECT_EQ(commit(store(), PutKey{before}), "ok");
  EXPECT_EQ(store().find_last_usage(sample_key_ref(1)).value(), used(keys::Operation::Encrypt, 5));
}

TEST_P(StoreConformance, TheUsageOfAKeyThatIsGoneIsDroppedAndTheRestOfTheBatchIsNot) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(2)}), "ok");
  keys::KeyRef elsewhere = sample_key_ref(2);
  elsewhere.scope.region = keys::Region("us-east-1");
  EXPECT_EQ(commit(store(), use_of(1, keys::Operation::Encrypt, 5),
                   PutLastUsage{elsewhere, used(keys::Operation::Encrypt, 5)},
                   use_of(2, keys::Operation::Encrypt, 6)),
            "ok");
  EXPECT_EQ(outcome(store().find_last_usage(sample_key_ref(1))), "NotFound");
  EXPECT_EQ(outcome(store().find_last_usage(elsewhere)), "NotFound");
  EXPECT_EQ(store().find_last_usage(sample_key_ref(2)).value(), used(keys::Operation::Encrypt, 6));
}

TEST_P(StoreConformance, ALastUsageDiesWithItsKey) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, use_of(1, keys::Operation::Encrypt, 5)), "ok");
  EXPECT_EQ(commit(store(), DeleteKey{sample_key_ref(1), 1}), "ok");
  EXPECT_EQ(outcome(store().find_last_usage(sample_key_ref(1))), "NotFound");
  // The same key id later does not bring it back.
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  EXPECT_EQ(outcome(store().find_last_usage(sample_key_ref(1))), "NotFound");
}

TEST_P(StoreConformance, UsagesOfABatchThatFailsAreAsBefore) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutKey{sample_key(2)}, PutKey{sample_key(3)},
                   use_of(1, keys::Operation::Encrypt, 5), use_of(3, keys::Operation::Sign, 5)),
            "ok");
  EXPECT_EQ(commit(store(), use_of(1, keys::Operation::Decrypt, 6),
                   use_of(2, keys::Operation::Decrypt, 6), DeleteKey{sample_key_ref(3), 1},
                   PutTrackingStart{at_second(1)}, PutKey{sample_key(2)}),
            "Conflict");
  EXPECT_EQ(store().find_last_usage(sample_key_ref(1)).value(), used(keys::Operation::Encrypt, 5));
  EXPECT_EQ(outcome(store().find_last_usage(sample_key_ref(2))), "NotFound");
  EXPECT_EQ(store().find_last_usage(sample_key_ref(3)).value(), used(keys::Operation::Sign, 5));
  EXPECT_EQ(outcome(store().find_tracking_start()), "NotFound");
}

TEST_P(StoreConformance, TheStartOfTrackingIsPutOnce) {
  EXPECT_EQ(outcome(store().find_tracking_start()), "NotFound");
  EXPECT_EQ(commit(store(), PutTrackingStart{at_second(3)}), "ok");
  EXPECT_EQ(commit(store(), PutTrackingStart{at_second(4)}), "Conflict");
  reopen();
  EXPECT_EQ(store().find_tracking_start().value(), at_second(3));
}

// --- batches ------------------------------------------------------------------------------------

TEST_P(StoreConformance, AConflictAtTheEndOfABatchLeavesNothingOfIt) {
  KeyRecord due = sample_key(3);
  due.deletion_date = at_second(100);
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutKey{sample_key(2)}, PutKey{due},
                   PutAlias{sample_alias("a", 1)}, PutAlias{sample_alias("b", 2)}),
            "ok");
  const ChangeNumber before = store().last_change();
  KeyRecord changed = stored(store(), 2);
  changed.description = "changed";
  changed.deletion_date = at_second(50);
  changed.materials.clear();
  changed.tags.clear();
  EXPECT_EQ(commit(store(), PutKey{sample_key(4)}, PutKey{changed}, DeleteKey{sample_key_ref(1), 1},
                   DeleteKey{sample_key_ref(3), 1}, PutAlias{sample_alias("new", 4)},
                   DeleteAlias{sample_alias_ref("b"), 1},
                   PutAccount{{keys::AccountId("333333333333"), at_second(1)}},
                   PutAccessKey{sample_access_key("AKIA")},
                   PutEntity{sample_entity(identity::EntityKind::User, "u")},
                   PutDeploymentSecret{"s", sample_wrapped(1)}, PutKey{sample_key(2)}),
            "Conflict");
  KeyRecord unchanged = sample_key(2);
  unchanged.revision = 1;
  EXPECT_EQ(stored(store(), 2), unchanged);
  EXPECT_EQ(key_names(store()), ids({1, 2, 3}));
  EXPECT_EQ(alias_names(store()), (Names{"alias/a", "alias/b"}));
  EXPECT_EQ(alias_names(store(), sample_key_id(1)), Names{"alias/a"});
  EXPECT_EQ(names(store().list_due_keys(at_second(1000), 10)), ids({3}));
  EXPECT_TRUE(store().list_accounts().value().empty());
  EXPECT_TRUE(store().list_access_keys().value().empty());
  EXPECT_FALSE(store().find_entity(sample_entity(identity::EntityKind::User, "u").ref));
  EXPECT_TRUE(store().list_deployment_secrets().value().empty());
  EXPECT_EQ(store().last_change(), before);
}

TEST_P(StoreConformance, AFailureAnywhereInABatchLeavesNothingOfIt) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "ok");
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutKey{sample_key(2)}), "Conflict");
  EXPECT_EQ(
      commit(store(), PutKey{sample_key(2)}, PutAlias{sample_alias("a", 9)}, PutKey{sample_key(3)}),
      "NotFound");
  EXPECT_EQ(key_names(store()), ids({1}));
}

TEST_P(StoreConformance, LaterWritesOfABatchSeeTheEarlierOnes) {
  KeyRecord second = sample_key(1);
  second.revision = 1;
  second.description = "second";
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutKey{second}, PutAlias{sample_alias("a", 1)},
                   PutKey{sample_key(2)}, DeleteKey{sample_key_ref(2), 1}),
            "ok");
  EXPECT_EQ(stored(store(), 1).description, "second");
  EXPECT_EQ(stored(store(), 1).revision, 2);
  EXPECT_EQ(key_names(store()), ids({1}));
}

TEST_P(StoreConformance, ChangeNumbersCountCommittedBatchesAlsoAfterReopening) {
  EXPECT_EQ(store().last_change(), 0);
  ChangeNumber last = 0;
  for (std::uint64_t number = 1; number <= 5; ++number) {
    const auto change = store().commit({PutKey{sample_key(number)}});
    ASSERT_TRUE(change);
    EXPECT_GT(*change, last);
    last = *change;
    EXPECT_EQ(store().last_change(), last);
  }
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}), "Conflict");
  EXPECT_TRUE(store().check_writable());
  EXPECT_EQ(store().last_change(), last);
  if (!reopen()) return;
  EXPECT_EQ(store().last_change(), last);
  EXPECT_GT(store().commit({PutKey{sample_key(6)}}).value(), last);
}

// --- lists --------------------------------------------------------------------------------------

TEST_P(StoreConformance, KeysAreListedInPagesInTheByteOrderOfTheirIds) {
  for (const std::uint64_t number : {5, 3, 1, 4, 2})
    EXPECT_EQ(commit(store(), PutKey{sample_key(number)}), "ok");
  EXPECT_EQ(key_names(store(), "", 2), ids({1, 2}));
  EXPECT_EQ(key_names(store(), sample_key_id(2).view(), 2), ids({3, 4}));
  EXPECT_EQ(key_names(store(), sample_key_id(4).view(), 2), ids({5}));
  EXPECT_EQ(key_names(store(), sample_key_id(5).view(), 2), Names{});
  EXPECT_EQ(key_names(store(), "", 0), Names{});
  EXPECT_EQ(key_names(store(), "00000000-0000-4000-8000-000000000003~", 9), ids({4, 5}));
  EXPECT_EQ(key_names(store(), "", std::numeric_limits<std::size_t>::max()), ids({1, 2, 3, 4, 5}));
}

TEST_P(StoreConformance, ListedKeysAreWhole) {
  EXPECT_EQ(commit(store(), PutKey{demanding_key(1)}, PutKey{sample_key(2)}), "ok");
  const auto page = store().list_keys(sample_scope(), "", 10).value();
  ASSERT_EQ(page.size(), 2);
  EXPECT_EQ(*page[0], stored(store(), 1));
  EXPECT_EQ(*page[1], stored(store(), 2));
}

TEST_P(StoreConformance, AliasesAreListedInPagesInByteOrderAndByKey) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutKey{sample_key(2)}), "ok");
  for (const auto& [name, target] :
       {std::pair{"b", 1}, {"B", 2}, {"a", 2}, {"\u00e4", 1}, {"a/b", 1}})
    EXPECT_EQ(commit(store(), PutAlias{sample_alias(name, static_cast<std::uint64_t>(target))}),
              "ok");
  EXPECT_EQ(alias_names(store()),
            (Names{"alias/B", "alias/a", "alias/a/b", "alias/b", "alias/\u00e4"}));
  EXPECT_EQ(alias_names(store(), {}, "alias/a", 2), (Names{"alias/a/b", "alias/b"}));
  EXPECT_EQ(alias_names(store(), sample_key_id(1)),
            (Names{"alias/a/b", "alias/b", "alias/\u00e4"}));
  EXPECT_EQ(alias_names(store(), sample_key_id(1), "alias/a/b", 1), Names{"alias/b"});
  EXPECT_EQ(alias_names(store(), sample_key_id(9)), Names{});
}

TEST_P(StoreConformance, OtherAccountsAndRegionsSeeNothing) {
  EXPECT_EQ(commit(store(), PutKey{sample_key(1)}, PutAlias{sample_alias("a", 1)}), "ok");
  for (const keys::Scope& other :
       {keys::Scope{keys::AccountId("444455556666"), sample_scope().region},
        keys::Scope{sample_scope().account, keys::Region("eu-central-2")},
        keys::Scope{sample_scope().account, keys::Region("eu-central")}}) {
    EXPECT_EQ(outcome(store().find_key({other, sample_key_id(1)})), "NotFound");
    EXPECT_EQ(outcome(store().find_alias({other, keys::AliasName("alias/a")})), "NotFound");
    EXPECT_EQ(names(store().list_keys(other, "", 10)), Names{});
    EXPECT_EQ(names(store().list_aliases(other, {}, "", 10)), Names{});
    EXPECT_EQ(names(store().list_aliases(other, sample_key_id(1), "", 10)), Names{});
    EXPECT_EQ(commit(store(), DeleteKey{{other, sample_key_id(1)}, 1}), "NotFound");
    KeyRecord twin = sample_key(1);
    twin.ref.scope = other;
    EXPECT_EQ(commit(store(), PutKey{twin}), "ok");
    EXPECT_EQ(commit(store(), DeleteKey{twin.ref, 1}), "ok");
  }
  EXPECT_EQ(alias_names(store()), Names{"alias/a"});
}

TEST_P(StoreConformance, DueKeysComeEarliestFirstAndOnlyOnceTheirMomentIsThere) {
  KeyRecord expires = sample_key(1), both = sample_key(2), later = sample_key(3),
            erased = sample_key(4), rotates = sample_key(6), disabled = sample_key(7);
  expires.materials[0].valid_to = at_second(30);
  both.deletion_date = at_second(40);
  both.materials[0].valid_to = at_second(20);
  later.deletion_date = at_second(50);
  erased.materials[0].valid_to = at_second(1);
  erased.materials[0].wrapped.clear();
  rotates.rotation_schedule = {.period = std::chrono::days(90), .next = at_second(35)};
  disabled.rotation_schedule = rotates.rotation_schedule;
  disabled.enabled = false;
  EXPECT_EQ(commit(store(), PutKey{later}, PutKey{erased}, PutKey{expires}, PutKey{both},
                   PutKey{sample_key(5)}, PutKey{rotates}, PutKey{disabled}),
            "ok");
  const auto due = [this](std::int64_t second, std::size_t limit = 10) {
    return names(store().list_due_keys(at_second(second), limit));
  };
  EXPECT_EQ(due(19), Names{});
  EXPECT_EQ(due(20), ids({2}));
  EXPECT_EQ(due(1000), ids({2, 1, 6, 3}));
  EXPECT_EQ(due(1000, 2), ids({2, 1}));

  both = stored(store(), 2);
  both.materials[0].wrapped.clear();
  EXPECT_EQ(commit(store(), PutKey{both}), "ok");
  later = stored(store(), 3);
  later.deletion_date.reset();
  EXPECT_EQ(commit(store(), PutKey{later}), "ok");
  EXPECT_EQ(due(1000), ids({1, 6, 2}));
  EXPECT_EQ(commit(store(), DeleteKey{sample_key_ref(1), 1}), "ok");
  rotates = stored(store(), 6);
  rotates.rotation_schedule.reset();
  EXPECT_EQ(commit(store(), PutKey{rotates}), "ok");
  EXPECT_EQ(due(1000), ids({2}));
}

}  // namespace
}  // namespace trent::storage
