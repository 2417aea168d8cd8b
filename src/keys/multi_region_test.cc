#include "keys/multi_region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/deletion.h"
#include "keys/imported_material.h"
#include "keys/key_state.h"
#include "keys/rotation.h"

namespace trent::keys {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr std::chrono::days kDay{1};

constexpr auto kCurrent = KeyMaterialState::CURRENT;
constexpr auto kFormer = KeyMaterialState::NON_CURRENT;
constexpr auto kReady = KeyMaterialState::PENDING_ROTATION;
constexpr auto kWaiting = KeyMaterialState::PENDING_MULTI_REGION_IMPORT_AND_ROTATION;

const Region kFrankfurt("eu-central-1");
const Region kIreland("eu-west-1");
const Region kVirginia("us-east-1");

KeyRecord primary_key(Origin origin = Origin::AWS_KMS) {
  return {.ref = {{AccountId("111122223333"), kIreland}, KeyId("mrk-1")},
          .revision = 7,
          .origin = origin,
          .created = kNow,
          .description = "the primary's",
          .multi_region = MultiRegion{.primary = kIreland, .replicas = {}},
          .materials = {{.id = KeyMaterialId("first"), .domain_key = 1, .wrapped = {1}}}};
}

RelatedKeys with_replicas(KeyRecord primary) {
  RelatedKeys related{std::move(primary)};
  for (const Region& region : {kVirginia, kFrankfurt})
    related = with_replica(std::move(related), {.region = region, .description = "own"}, kNow);
  return related;
}

ImportedMaterial sent(const char* id) {
  return {.id = KeyMaterialId(id), .domain_key = 2, .wrapped = {9}};
}

// An imported key whose three Regions have the first material.
RelatedKeys imported_everywhere() {
  RelatedKeys related = with_replicas(primary_key(Origin::EXTERNAL));
  for (std::size_t i = 1; i < related.size(); ++i)
    related[i] = *with_imported_material(related[i], sent("first"), kNow);
  return synchronised(std::move(related), kNow);
}

RelatedKeys import_into(RelatedKeys related, std::size_t place, ImportedMaterial material) {
  related[place] = *with_imported_material(related[place], std::move(material), kNow);
  return synchronised(std::move(related), kNow);
}

// New material on the primary, imported into as many of its two replicas.
RelatedKeys new_material_in(std::size_t replicas) {
  ImportedMaterial fresh = sent("second");
  fresh.type = ImportType::NEW_KEY_MATERIAL;
  RelatedKeys related = import_into(imported_everywhere(), 0, fresh);
  for (std::size_t i = 1; i <= replicas; ++i) related = import_into(related, i, sent("second"));
  return related;
}

std::vector<KeyMaterialState> states(const KeyRecord& key) {
  std::vector<KeyMaterialState> all;
  for (const MaterialVersion& material : key.materials) all.push_back(material.state);
  return all;
}

TEST(MultiRegion, ASingleRegionKeyIsRelatedToItselfAlone) {
  KeyRecord key = primary_key();
  key.multi_region.reset();
  EXPECT_THAT(related_refs(key), ElementsAre(key.ref));
  EXPECT_FALSE(key.is_primary());
  EXPECT_FALSE(key.is_replica());
  EXPECT_TRUE(require_not_replica(key));
  EXPECT_EQ(require_primary(key).error().message,
            "arn:aws:kms:eu-west-1:111122223333:key/mrk-1 is not a multi-region primary key.");
  EXPECT_EQ(synchronised({key}, kNow), RelatedKeys{key});
}

TEST(MultiRegion, EveryKeyKnowsWhereTheOthersAre) {
  const RelatedKeys related = with_replicas(primary_key());
  ASSERT_EQ(related.size(), 3U);
  for (const KeyRecord& key : related) {
    EXPECT_EQ(key.multi_region.value().primary, kIreland);
    EXPECT_THAT(key.multi_region.value().replicas, ElementsAre(kFrankfurt, kVirginia));
    EXPECT_EQ(related_refs(key).front(), key.ref);
    EXPECT_EQ(related_refs(key).size(), 3U);
  }
  EXPECT_TRUE(require_primary(related[0]));
  EXPECT_FALSE(require_not_replica(related[1]));
}

TEST(MultiRegion, AReplicaIsACopyButForItsOwnProperties) {
  KeyRecord primary = primary_key();
  primary.tags = {{"a", "b"}};
  primary = with_automatic_rotation_enabled(primary, 100 * kDay, kNow);
  const RelatedKeys related =
      with_replica({primary}, {.region = kVirginia, .policy = "policy"}, kNow + kDay);
  const KeyRecord& replica = related.back();
  EXPECT_EQ(replica.ref.scope.region, kVirginia);
  EXPECT_EQ(replica.ref.id, primary.ref.id);
  EXPECT_EQ(replica.revision, 0U);
  EXPECT_EQ(replica.created, kNow + kDay);
  EXPECT_EQ(replica.description, "");
  EXPECT_EQ(replica.policy, "policy");
  EXPECT_THAT(replica.tags, IsEmpty());
  EXPECT_EQ(replica.materials, primary.materials);
  EXPECT_EQ(replica.rotation_schedule, primary.rotation_schedule);
  EXPECT_EQ(related.front().description, "the primary's");
}

TEST(MultiRegion, ReplicasFollowTheRotationsOfTheirPrimary) {
  KeyRecord primary = with_automatic_rotation_enabled(primary_key(), 100 * kDay, kNow);
  RelatedKeys related = with_replicas(primary);
  EXPECT_EQ(next_automatic_rotation(related[0]), kNow + 100 * kDay);
  EXPECT_EQ(next_automatic_rotation(related[1]), std::nullopt);
  related[0] = with_automatic_rotation(related[0], {.id = KeyMaterialId("second"), .wrapped = {2}},
                                       kNow + 100 * kDay);
  related = synchronised(std::move(related), kNow);
  for (const KeyRecord& key : related) {
    EXPECT_EQ(key.materials, related[0].materials);
    EXPECT_EQ(key.rotation_schedule.value().next, kNow + 200 * kDay);
  }
}

TEST(MultiRegion, EnablingAReplicaLeavesTheScheduleAlone) {
  KeyRecord replica =
      with_replicas(with_automatic_rotation_enabled(primary_key(), 100 * kDay, kNow))[1];
  replica.enabled = false;
  EXPECT_EQ(with_use_enabled(replica, kNow + 300 * kDay).rotation_schedule.value().next,
            kNow + 100 * kDay);
}

// --- imported material ---------------------------------------------------------------------------

TEST(MultiRegion, AnImportedKeysReplicaKnowsTheMaterialAndLacksItsBytes) {
  KeyRecord primary = primary_key(Origin::EXTERNAL);
  primary.materials[0].valid_to = kNow + kDay;
  primary.materials[0].description = "described";
  const RelatedKeys related = with_replicas(primary);
  for (const KeyRecord& key : {related[1], related[2]}) {
    EXPECT_EQ(state_at(key, kNow), KeyState::PendingImport);
    EXPECT_EQ(key.materials.at(0).id, primary.materials[0].id);
    EXPECT_EQ(key.materials.at(0).description, "described");
    EXPECT_THAT(key.materials.at(0).wrapped, IsEmpty());
    EXPECT_EQ(key.materials.at(0).valid_to, std::nullopt);
    EXPECT_EQ(key.materials.at(0).domain_key, 0U);
  }
}

TEST(MultiRegion, ExpiryIsEachRegionsOwn) {
  ImportedMaterial again = sent("first");
  again.valid_to = kNow + kDay;
  const RelatedKeys related = import_into(imported_everywhere(), 1, again);
  EXPECT_EQ(state_at(related[0], kNow + kDay), KeyState::Enabled);
  EXPECT_EQ(state_at(related[1], kNow + kDay), KeyState::PendingImport);
  EXPECT_EQ(state_at(related[2], kNow + kDay), KeyState::Enabled);
}

TEST(MultiRegion, NewMaterialWaitsForEveryRegion) {
  for (const std::size_t replicas : {0U, 1U})
    for (const KeyRecord& key : new_material_in(replicas))
      EXPECT_THAT(states(key), ElementsAre(kCurrent, kWaiting)) << replicas;
  for (const KeyRecord& key : new_material_in(2)) {
    EXPECT_THAT(states(key), ElementsAre(kCurrent, kReady));
    EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
  }
}

TEST(MultiRegion, OnlyCompleteMaterialRotates) {
  EXPECT_EQ(with_pending_material_rotated(new_material_in(1)[0], kNow).error().code,
            ErrorCode::InvalidState);
  RelatedKeys related = new_material_in(2);
  related[0] = *with_pending_material_rotated(related[0], kNow);
  for (const KeyRecord& key : synchronised(std::move(related), kNow))
    EXPECT_THAT(states(key), ElementsAre(kFormer, kCurrent));
}

TEST(MultiRegion, AReplicaMadeMeanwhileIsWaitedFor) {
  RelatedKeys related = with_replica(new_material_in(2), {.region = Region("us-west-2")}, kNow);
  for (const KeyRecord& key : related) EXPECT_THAT(states(key), ElementsAre(kCurrent, kWaiting));
  related = without_replica(std::move(related), Region("us-west-2"), kNow);
  for (const KeyRecord& key : related) EXPECT_THAT(states(key), ElementsAre(kCurrent, kReady));
}

TEST(MultiRegion, PendingMaterialDeletedOnThePrimaryIsForgottenEverywhere) {
  RelatedKeys related = new_material_in(2);
  related[0] = with_deleted_material(related[0], KeyMaterialId("second"), kNow)->key;
  for (const KeyRecord& key : synchronised(std::move(related), kNow))
    EXPECT_THAT(states(key), ElementsAre(kCurrent));
}

TEST(MultiRegion, PendingMaterialDeletedInAReplicaIsWaitedForAgain) {
  RelatedKeys related = new_material_in(2);
  related[2] = with_deleted_material(related[2], KeyMaterialId("second"), kNow)->key;
  related = synchronised(std::move(related), kNow);
  for (const KeyRecord& key : related) EXPECT_THAT(states(key), ElementsAre(kCurrent, kWaiting));
  for (const KeyRecord& key : import_into(related, 2, sent("second")))
    EXPECT_THAT(states(key), ElementsAre(kCurrent, kReady));
}

TEST(MultiRegion, PendingMaterialThatExpiredInAReplicaIsNotReady) {
  ImportedMaterial expiring = sent("second");
  expiring.valid_to = kNow + kDay;
  RelatedKeys related = import_into(new_material_in(1), 2, expiring);
  EXPECT_THAT(states(related[0]), ElementsAre(kCurrent, kReady));
  EXPECT_THAT(states(synchronised(related, kNow + kDay)[0]), ElementsAre(kCurrent, kWaiting));
  EXPECT_TRUE(erase_expired_material(related[2], kNow + kDay));
  EXPECT_EQ(related[2].materials.size(), 2U);
  EXPECT_THAT(related[2].materials[1].wrapped, IsEmpty());
}

TEST(MultiRegion, ReplicasTakeNoNewMaterialAndNoDescriptions) {
  const RelatedKeys related = imported_everywhere();
  ImportedMaterial fresh = sent("second");
  EXPECT_EQ(with_imported_material(related[1], fresh, kNow).error().code,
            ErrorCode::IncorrectKeyMaterial);
  fresh.type = ImportType::NEW_KEY_MATERIAL;
  EXPECT_EQ(with_imported_material(related[1], fresh, kNow).error().code,
            ErrorCode::UnsupportedOperation);
  ImportedMaterial described = sent("first");
  described.description = "mine";
  EXPECT_EQ(with_imported_material(related[1], described, kNow).error().code,
            ErrorCode::UnsupportedOperation);
}

// --- the primary moves, keys go ------------------------------------------------------------------

TEST(MultiRegion, ThePrimaryMoves) {
  for (const KeyRecord& key : with_primary_in(with_replicas(primary_key()), kFrankfurt)) {
    EXPECT_EQ(key.multi_region.value().primary, kFrankfurt);
    EXPECT_THAT(key.multi_region.value().replicas, ElementsAre(kIreland, kVirginia));
    EXPECT_EQ(key.is_primary(), key.ref.scope.region == kFrankfurt);
  }
}

TEST(MultiRegion, ANewPrimaryThatLacksPendingMaterialKeepsWaitingForIt) {
  RelatedKeys related = synchronised(with_primary_in(new_material_in(0), kVirginia), kNow);
  EXPECT_TRUE(related[1].is_primary());
  for (const KeyRecord& key : related) EXPECT_THAT(states(key), ElementsAre(kCurrent, kWaiting));
  EXPECT_FALSE(is_forgotten_at(related[1], related[1].materials[1], kNow));
  related = import_into(import_into(std::move(related), 1, sent("second")), 2, sent("second"));
  for (const KeyRecord& key : related) EXPECT_THAT(states(key), ElementsAre(kCurrent, kReady));
}

TEST(MultiRegion, APrimarysWindowBeginsAfterItsLastReplica) {
  RelatedKeys related = with_replicas(primary_key());
  related[0] = with_deletion_scheduled(related[0], 9 * kDay, kNow);
  EXPECT_EQ(state_at(related[0], kNow), KeyState::PendingReplicaDeletion);
  EXPECT_EQ(next_due(related[0]), std::nullopt);
  related = without_replica(std::move(related), kFrankfurt, kNow + kDay);
  EXPECT_EQ(state_at(related[0], kNow), KeyState::PendingReplicaDeletion);
  related = without_replica(std::move(related), kVirginia, kNow + 2 * kDay);
  ASSERT_EQ(related.size(), 1U);
  EXPECT_EQ(state_at(related[0], kNow), KeyState::PendingDeletion);
  EXPECT_EQ(related[0].deletion_date, kNow + 11 * kDay);
}

TEST(MultiRegion, APrimaryNotPendingDeletionOutlivesItsReplicas) {
  RelatedKeys related = without_replica(with_replicas(primary_key()), kFrankfurt, kNow);
  related = without_replica(std::move(related), kVirginia, kNow);
  EXPECT_EQ(state_at(related[0], kNow), KeyState::Enabled);
  EXPECT_TRUE(related[0].is_primary());
}

TEST(MultiRegion, RotationStopsWhileThePrimaryIsPendingReplicaDeletion) {
  RelatedKeys related =
      with_replicas(with_automatic_rotation_enabled(primary_key(), 100 * kDay, kNow));
  related[0] = with_deletion_scheduled(related[0], 9 * kDay, kNow);
  EXPECT_EQ(next_automatic_rotation(related[0]), std::nullopt);
  EXPECT_EQ(shown_rotation_schedule(related[0]), std::nullopt);
  EXPECT_NE(shown_rotation_schedule(related[1]), std::nullopt);
}

TEST(MultiRegion, OwnPropertiesAreNotShared) {
  const RelatedKeys before = with_replicas(primary_key());
  RelatedKeys after = before;
  after[1].description = "changed";
  after[1].enabled = false;
  EXPECT_FALSE(shared_properties_differ(before, after));
  after[2].materials[0].valid_to = kNow;
  EXPECT_TRUE(shared_properties_differ(before, after));
}

}  // namespace
}  // namespace trent::keys
