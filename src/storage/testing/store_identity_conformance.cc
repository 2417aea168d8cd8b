// The part of the suite that is about accounts, access keys and the entities of IAM.
#include <array>
#include <string_view>
#include <vector>

#include "storage/testing/store_conformance.h"
#include "storage/testing/store_outcomes.h"

namespace trent::storage {

void link_identity_tests() {}

namespace {

TEST_P(StoreConformance, AccountsAreInsertedOnceAndListedInOrder) {
  const identity::AccountRecord b{keys::AccountId("222222222222"), at_second(2)};
  const identity::AccountRecord a{keys::AccountId("111111111111"), at_second(1)};
  EXPECT_EQ(commit(store(), PutAccount{b}, PutAccount{a}), "ok");
  EXPECT_EQ(commit(store(), PutAccount{b}), "Conflict");
  EXPECT_EQ(store().list_accounts().value(), (std::vector{a, b}));
}

TEST_P(StoreConformance, AccessKeysAreListedInOrder) {
  auto b = sample_access_key("AKIAB");
  auto a = sample_access_key("AKIAA");
  b.sealed_secret.clear();
  b.owner = "AIDAX";
  b.status = identity::AccessKeyStatus::Inactive;
  b.last_use = {at_second(9), "kms", "eu-central-1"};
  EXPECT_EQ(commit(store(), PutAccessKey{b}, PutAccessKey{a}), "ok");
  EXPECT_EQ(commit(store(), PutAccessKey{b}), "Conflict");
  a.revision = b.revision = 1;
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(store().list_access_keys().value(), (std::vector{a, b}));
    EXPECT_EQ(store().list_access_keys_of(a.account, "").value(), std::vector{a});
    EXPECT_EQ(store().list_access_keys_of(a.account, "AIDAX").value(), std::vector{b});
    EXPECT_EQ(store().find_access_key("AKIAB").value(), b);
    EXPECT_EQ(store().find_access_key("AKIAC").error().code, ErrorCode::NotFound);
    reopen();
  }
}

TEST_P(StoreConformance, AnAccessKeyIsReplacedAndDeletedAtItsRevisionOnly) {
  auto key = sample_access_key("AKIA");
  EXPECT_EQ(commit(store(), PutAccessKey{key}), "ok");
  key.revision = 1;
  key.status = identity::AccessKeyStatus::Inactive;
  EXPECT_EQ(commit(store(), PutAccessKey{key}), "ok");
  EXPECT_EQ(commit(store(), PutAccessKey{key}), "Conflict");
  EXPECT_EQ(commit(store(), DeleteAccessKey{"AKIA", 1}), "Conflict");
  key.revision = 2;
  EXPECT_EQ(store().find_access_key("AKIA").value(), key);
  EXPECT_EQ(commit(store(), DeleteAccessKey{"AKIA", 2}, DeleteAccessKey{"AKIA", 2}), "NotFound");
  EXPECT_EQ(store().find_access_key("AKIA").value(), key);
  EXPECT_EQ(commit(store(), DeleteAccessKey{"AKIA", 2}), "ok");
  EXPECT_EQ(commit(store(), PutAccessKey{key}), "NotFound");
  EXPECT_TRUE(store().list_access_keys().value().empty());
}

TEST_P(StoreConformance, TheNewestUseOfAnAccessKeyIsRemembered) {
  EXPECT_EQ(commit(store(), PutAccessKey{sample_access_key("AKIA")}), "ok");
  const identity::AccessKeyUse late{at_second(9), "kms", "eu-central-1"};
  EXPECT_EQ(commit(store(), PutAccessKeyUse{"AKIA", late}), "ok");
  EXPECT_EQ(commit(store(), PutAccessKeyUse{"AKIA", {at_second(8), "iam", "us-east-1"}}), "ok");
  EXPECT_EQ(commit(store(), PutAccessKeyUse{"GONE", late}), "ok");
  reopen();
  const auto stored = store().find_access_key("AKIA").value();
  EXPECT_EQ(stored.last_use, late);
  EXPECT_EQ(stored.revision, 1);
}

TEST_P(StoreConformance, AnAccessKeyThatIsReplacedKeepsALaterUse) {
  auto key = sample_access_key("AKIA");
  EXPECT_EQ(commit(store(), PutAccessKey{key}), "ok");
  const identity::AccessKeyUse late{at_second(9), "kms", "eu-central-1"};
  EXPECT_EQ(commit(store(), PutAccessKeyUse{"AKIA", late}), "ok");
  for (const auto& read_before :
       {std::optional<identity::AccessKeyUse>{},
        std::optional(identity::AccessKeyUse{at_second(8), "iam", "us-east-1"})}) {
    ++key.revision;
    key.last_use = read_before;
    EXPECT_EQ(commit(store(), PutAccessKey{key}), "ok");
    EXPECT_EQ(store().find_access_key("AKIA")->last_use, late);
  }
  reopen();
  EXPECT_EQ(store().find_access_key("AKIA")->last_use, late);
}

constexpr std::array kEntityKinds{identity::EntityKind::User, identity::EntityKind::Group,
                                  identity::EntityKind::Role, identity::EntityKind::Policy,
                                  identity::EntityKind::OidcProvider};

TEST_P(StoreConformance, AnEntityComesBackAsItWasPut) {
  for (const auto kind : kEntityKinds)
    EXPECT_EQ(commit(store(), PutEntity{sample_entity(kind, "x")}), "ok");
  reopen();
  for (const auto kind : kEntityKinds) {
    auto expected = sample_entity(kind, "x");
    expected.revision = 1;
    EXPECT_EQ(*store().find_entity(expected.ref).value(), expected) << name_of(kind);
  }
}

TEST_P(StoreConformance, EntitiesAreListedByKindInPages) {
  const auto user = [](std::string_view name) {
    return PutEntity{sample_entity(identity::EntityKind::User, name)};
  };
  EXPECT_EQ(commit(store(), user("c"), user("a"), user("b"),
                   PutEntity{sample_entity(identity::EntityKind::Role, "r")}),
            "ok");
  const auto page = [&](std::string_view after, std::size_t limit) {
    const auto listed =
        store().list_entities(sample_scope().account, identity::EntityKind::User, after, limit);
    EXPECT_TRUE(listed);
    Names names;
    if (listed)
      for (const auto& each : *listed) names.push_back(each->name);
    return names;
  };
  EXPECT_EQ(page("", 2), (Names{"a", "b"}));
  EXPECT_EQ(page("b", 2), Names{"c"});
  EXPECT_EQ(page("c", 2), Names{});
  EXPECT_TRUE(store()
                  .list_entities(keys::AccountId("9"), identity::EntityKind::User, "", 9)
                  .value()
                  .empty());
}

TEST_P(StoreConformance, AnEntityIsReplacedAndDeletedAtItsRevisionOnly) {
  auto user = sample_entity(identity::EntityKind::User, "u");
  EXPECT_EQ(commit(store(), PutEntity{user}), "ok");
  EXPECT_EQ(commit(store(), PutEntity{user}), "Conflict");
  user.revision = 1;
  user.path = "/moved/";
  EXPECT_EQ(commit(store(), PutEntity{user}, DeleteEntity{user.ref, 1}), "Conflict");
  EXPECT_EQ(store().find_entity(user.ref).value()->path, "/");
  EXPECT_EQ(commit(store(), PutEntity{user}), "ok");
  EXPECT_EQ(store().find_entity(user.ref).value()->path, "/moved/");
  EXPECT_EQ(commit(store(), DeleteEntity{user.ref, 1}), "Conflict");
  EXPECT_EQ(commit(store(), DeleteEntity{user.ref, 2}), "ok");
  EXPECT_EQ(store().find_entity(user.ref).error().code, ErrorCode::NotFound);
  EXPECT_EQ(commit(store(), PutEntity{user}), "NotFound");
  EXPECT_EQ(commit(store(), DeleteEntity{user.ref, 2}), "NotFound");
}

}  // namespace
}  // namespace trent::storage
