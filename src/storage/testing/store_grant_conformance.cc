// The part of the suite that is about grants.
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/testing/sample_records.h"
#include "storage/testing/store_conformance.h"

namespace trent::storage {

void link_grant_tests() {}

namespace {

using grants::Grant;
using grants::GrantOperation;

constexpr std::size_t kAll = 1000;

ErrorCode refusal(Store& store, Batch batch) {
  const auto committed = store.commit(std::move(batch));
  EXPECT_FALSE(committed);
  if (committed) return ErrorCode::Internal;
  EXPECT_FALSE(committed.error().message);
  return committed.error().code;
}

void put(Store& store, Batch batch) { EXPECT_TRUE(store.commit(std::move(batch))); }

std::vector<Grant> all_of(Store& store, std::uint64_t key, const GrantFilter& filter = {}) {
  return store.list_grants(sample_key_ref(key), filter, 0, kAll).value();
}

// "1 2": the numbers sample_grant() was given.
std::string numbers(const std::vector<Grant>& grants) {
  std::string text;
  for (const Grant& grant : grants)
    text.append(text.empty() ? "" : " ")
        .append(std::to_string(std::stoull(grant.id.str(), nullptr, 16)));
  return text;
}

// As it was put, but for its place in the order.
Grant without_ordinal(Grant grant) {
  EXPECT_GT(grant.ordinal, 0U);
  grant.ordinal = 0;
  return grant;
}

TEST_P(StoreConformance, AGrantComesBackAsItWasPutAlsoAfterReopening) {
  Grant full = sample_grant(1, 1);
  full.name = "name";
  full.grantee.unique_id = "AIDA";
  full.retiring = *grants::parse_principal("arn:aws:sts::111122223333:assumed-role/r/s", "aws");
  full.retiring->unique_id = "AROA";
  for (std::size_t i = 0; i < enum_names<GrantOperation>.size(); ++i)
    full.operations.insert(static_cast<GrantOperation>(i));
  full.constraints.context =
      grants::ContextConstraint{grants::ContextMatch::EncryptionContextSubset,
                                {{"a", ""}, {"\u00fc", std::string(384, 'x')}}};
  full.constraints.source_arn = "arn:aws:s3::111122223333:bucket";
  Grant service = sample_grant(2, 1);
  service.grantee = grants::service_principal("backup.amazonaws.com");
  service.constraints.context = grants::ContextConstraint{};
  const Grant plain = sample_grant(3, 1);

  put(store(), {PutKey{sample_key(1)}, PutGrant{full}, PutGrant{service}, PutGrant{plain}});
  reopen();
  const auto found = all_of(store(), 1);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(without_ordinal(found[0]), full);
  EXPECT_EQ(without_ordinal(found[1]), service);
  EXPECT_EQ(without_ordinal(found[2]), plain);
  const auto of_key = store().find_grants(sample_key_ref(1)).value();
  EXPECT_EQ(of_key->ref, sample_key_ref(1));
  EXPECT_TRUE(std::ranges::equal(of_key->in_order(), found));
}

TEST_P(StoreConformance, AKeyThatIsNotThereHasNoGrants) {
  EXPECT_EQ(refusal(store(), {PutGrant{sample_grant(1, 1)}}), ErrorCode::NotFound);
  EXPECT_TRUE(all_of(store(), 1).empty());
  EXPECT_TRUE((*store().find_grants(sample_key_ref(1)))->in_order().empty());
  EXPECT_EQ(refusal(store(), {DeleteGrant{sample_key_ref(1), sample_grant(1, 1).id}}),
            ErrorCode::NotFound);
}

TEST_P(StoreConformance, AGrantLeavesItsKeyAlone) {
  put(store(), {PutKey{sample_key(1)}});
  const keys::KeyRecord before = **store().find_key(sample_key_ref(1));
  put(store(), {PutGrant{sample_grant(1, 1)}});
  EXPECT_EQ(**store().find_key(sample_key_ref(1)), before);
  put(store(), {PutKey{before}});
  EXPECT_EQ(numbers(all_of(store(), 1)), "1");
}

TEST_P(StoreConformance, AGrantIsPutOnce) {
  Grant named = sample_grant(1, 1);
  named.name = "name";
  put(store(), {PutKey{sample_key(1)}, PutKey{sample_key(2)}, PutGrant{named}});
  EXPECT_EQ(refusal(store(), {PutGrant{sample_grant(1, 1)}}), ErrorCode::Conflict);
  // Another id does not make it another grant; another parameter does, or another key.
  Grant again = named;
  again.id = sample_grant(2, 1).id;
  EXPECT_EQ(refusal(store(), {PutGrant{again}}), ErrorCode::Conflict);
  again.operations.insert(GrantOperation::RetireGrant);
  put(store(), {PutGrant{again}});
  again.operations = named.operations;
  again.key = sample_key_ref(2);
  put(store(), {PutGrant{again}});
  EXPECT_EQ(numbers(all_of(store(), 1)), "1 2");
  EXPECT_EQ(numbers(all_of(store(), 2)), "2");
}

TEST_P(StoreConformance, ADeletedGrantIsGoneAndItsOrdinalIsNotGivenAgain) {
  put(store(), {PutKey{sample_key(1)}, PutGrant{sample_grant(1, 1)}, PutGrant{sample_grant(2, 1)}});
  const std::uint64_t last = all_of(store(), 1).back().ordinal;
  put(store(), {DeleteGrant{sample_key_ref(1), sample_grant(2, 1).id}});
  EXPECT_EQ(numbers(all_of(store(), 1)), "1");
  EXPECT_EQ(refusal(store(), {DeleteGrant{sample_key_ref(1), sample_grant(2, 1).id}}),
            ErrorCode::NotFound);
  reopen();
  put(store(), {PutGrant{sample_grant(2, 1)}});
  EXPECT_GT(all_of(store(), 1).back().ordinal, last);
  EXPECT_EQ(numbers((*store().list_grants(sample_key_ref(1), {}, last, kAll))), "2");
}

TEST_P(StoreConformance, GrantsGoWithTheirKey) {
  Grant retirable = sample_grant(1, 1);
  retirable.retiring = retirable.grantee;
  put(store(), {PutKey{sample_key(1)}, PutKey{sample_key(2)}, PutGrant{retirable},
                PutGrant{sample_grant(2, 2)}});
  EXPECT_EQ((*store().find_grants(sample_key_ref(1)))->in_order().size(), 1U);
  put(store(), {DeleteKey{sample_key_ref(1), 1}});
  EXPECT_TRUE((*store().find_grants(sample_key_ref(1)))->in_order().empty());
  EXPECT_TRUE(
      store()
          .list_retirable_grants(
              {.region = sample_scope().region, .retiring = retirable.grantee.name}, 0, kAll)
          ->empty());
  EXPECT_EQ(numbers(all_of(store(), 2)), "2");
  // The same key id later does not bring them back.
  put(store(), {PutKey{sample_key(1)}});
  EXPECT_TRUE(all_of(store(), 1).empty());
}

TEST_P(StoreConformance, GrantsAreListedInOrderOfCreationInPagesByWhatIsAsked) {
  put(store(), {PutKey{sample_key(1)}, PutKey{sample_key(2)}});
  for (const std::uint64_t number : {5, 3, 9, 1, 7}) {
    Grant grant = sample_grant(number, 1);
    if (number > 4) grant.name = "high";
    // Else it would only repeat the fifth.
    if (number == 7) grant.operations = {grants::GrantOperation::DescribeKey};
    if (number == 3 || number == 9) grant.grantee = *grants::parse_principal("999999999999", "aws");
    put(store(), {PutGrant{grant}, PutGrant{sample_grant(number + 100, 2)}});
  }
  EXPECT_EQ(numbers(all_of(store(), 1)), "5 3 9 1 7");
  const auto first = *store().list_grants(sample_key_ref(1), {}, 0, 2);
  EXPECT_EQ(numbers(first), "5 3");
  EXPECT_EQ(numbers(*store().list_grants(sample_key_ref(1), {}, first.back().ordinal, 2)), "9 1");
  const std::string grantee = "arn:aws:iam::999999999999:root";
  EXPECT_EQ(numbers(all_of(store(), 1, {.grantee = grantee})), "3 9");
  EXPECT_EQ(numbers(all_of(store(), 1, {.name = "high"})), "5 9 7");
  EXPECT_EQ(numbers(all_of(store(), 1, {.grantee = grantee, .name = "high"})), "9");
  EXPECT_EQ(numbers(all_of(store(), 1, {.id = sample_grant(1, 1).id})), "1");
  EXPECT_EQ(numbers(all_of(store(), 1, {.id = sample_grant(1, 1).id, .grantee = grantee})), "");
  EXPECT_EQ(numbers(all_of(store(), 1, {.id = sample_grant(101, 1).id})), "");
}

TEST_P(StoreConformance, RetirableGrantsAreThoseOfTheRegionThatNameThePrincipal) {
  keys::KeyRecord elsewhere = sample_key(3);
  elsewhere.ref.scope.region = keys::Region("us-east-1");
  keys::KeyRecord foreign = sample_key(4);
  foreign.ref.scope.account = keys::AccountId("999999999999");
  put(store(), {PutKey{sample_key(1)}, PutKey{sample_key(2)}, PutKey{elsewhere}, PutKey{foreign}});
  const auto retiring = *grants::parse_principal("arn:aws:iam::111122223333:user/bob", "aws");
  const auto put_retirable = [&](std::uint64_t number, const keys::KeyRef& key) {
    Grant grant = sample_grant(number, 1);
    grant.key = key;
    grant.retiring = retiring;
    put(store(), {PutGrant{grant}});
  };
  put_retirable(1, sample_key_ref(2));
  put(store(), {PutGrant{sample_grant(2, 1)}});
  put_retirable(3, elsewhere.ref);
  put_retirable(4, foreign.ref);
  put_retirable(5, sample_key_ref(1));
  const RetirableFilter here{.region = sample_scope().region, .retiring = retiring.name};
  EXPECT_EQ(numbers(*store().list_retirable_grants(here, 0, kAll)), "1 4 5");
  const auto first = *store().list_retirable_grants(here, 0, 1);
  EXPECT_EQ(numbers(*store().list_retirable_grants(here, first.back().ordinal, 1)), "4");
  EXPECT_EQ(numbers(*store().list_retirable_grants({.region = sample_scope().region,
                                                    .retiring = retiring.name,
                                                    .key_owner = sample_scope().account},
                                                   0, kAll)),
            "1 5");
}

TEST_P(StoreConformance, ABatchThatFailsLeavesGrantsAsTheyWere) {
  put(store(), {PutKey{sample_key(1)}, PutKey{sample_key(2)}, PutGrant{sample_grant(1, 1)},
                PutGrant{sample_grant(2, 2)}});
  const auto before = all_of(store(), 1);
  EXPECT_EQ(refusal(store(), {PutGrant{sample_grant(3, 1)},
                              DeleteGrant{sample_key_ref(1), sample_grant(1, 1).id},
                              DeleteKey{sample_key_ref(2), 1}, PutKey{sample_key(1)}}),
            ErrorCode::Conflict);
  EXPECT_EQ(all_of(store(), 1), before);
  EXPECT_EQ(numbers(all_of(store(), 2)), "2");
}

TEST_P(StoreConformance, OfTwoThatPutTheSameNameAtOnceOneIsFirst) {
  put(store(), {PutKey{sample_key(1)}});
  std::atomic<int> first = 0;
  std::vector<std::thread> threads;
  for (std::uint64_t number = 1; number <= 4; ++number)
    threads.emplace_back([&, number] {
      Grant grant = sample_grant(number, 1);
      grant.name = "name";
      if (store().commit({PutGrant{grant}})) ++first;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(all_of(store(), 1).size(), 1U);
}

TEST_P(StoreConformance, AKeyHasAsManyGrantsAsAllowedAndNotOneMore) {
  Batch batch{PutKey{sample_key(1)}, PutKey{sample_key(2)}};
  for (std::uint64_t number = 1; number <= grants::kGrantsPerKeyMax; ++number)
    batch.push_back(PutGrant{sample_grant(number, 1)});
  put(store(), std::move(batch));
  const Grant more = sample_grant(grants::kGrantsPerKeyMax + 1, 1);
  EXPECT_EQ(refusal(store(), {PutGrant{more}}), ErrorCode::LimitExceeded);
  reopen();
  EXPECT_EQ(refusal(store(), {PutGrant{more}}), ErrorCode::LimitExceeded);
  put(store(), {PutGrant{sample_grant(1, 2)}});
  put(store(), {DeleteGrant{sample_key_ref(1), sample_grant(7, 1).id}, PutGrant{more}});
}

}  // namespace
}  // namespace trent::storage
