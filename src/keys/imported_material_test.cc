#include "keys/imported_material.h"

#include <gtest/gtest.h>

#include "keys/key_state.h"

namespace trent::keys {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr Duration kDay = std::chrono::days(1);

KeyRecord new_key() {
  return {.ref = {{AccountId("111122223333"), Region("eu-central-1")}, KeyId("id")},
          .origin = Origin::EXTERNAL};
}

ImportedMaterial sent(const char* id) {
  return {.id = KeyMaterialId(id), .domain_key = 1, .wrapped = {1, 2, 3}};
}

ImportedMaterial sent_as(const char* id, ImportType type) {
  ImportedMaterial material = sent(id);
  material.type = type;
  return material;
}

KeyRecord imported(KeyRecord key, ImportedMaterial material, Timestamp now = kNow) {
  auto result = with_imported_material(std::move(key), std::move(material), now);
  EXPECT_TRUE(result);
  return *std::move(result);
}

ErrorCode refused(KeyRecord key, ImportedMaterial material) {
  const auto result = with_imported_material(std::move(key), std::move(material), kNow);
  EXPECT_FALSE(result);
  return result ? ErrorCode::Internal : result.error().code;
}

KeyRecord deleted(KeyRecord key, std::optional<const char*> id = {}) {
  std::optional<KeyMaterialId> chosen;
  if (id) chosen = KeyMaterialId(*id);
  auto result = with_deleted_material(std::move(key), chosen, kNow);
  EXPECT_TRUE(result);
  return std::move(result->key);
}

constexpr ImportType kNew = ImportType::NEW_KEY_MATERIAL;
constexpr ImportType kExisting = ImportType::EXISTING_KEY_MATERIAL;

TEST(Import, TheFirstMaterialIsCurrentAtOnce) {
  const KeyRecord key = imported(new_key(), sent("a"));
  EXPECT_EQ(key.current_material()->id, KeyMaterialId("a"));
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
}

TEST(Import, LaterNewMaterialWaitsForItsRotation) {
  const KeyRecord key = imported(imported(new_key(), sent("a")), sent_as("b", kNew));
  EXPECT_EQ(key.current_material()->id, KeyMaterialId("a"));
  EXPECT_EQ(key.find_material(KeyMaterialId("b"))->state, KeyMaterialState::PENDING_ROTATION);
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
}

TEST(Import, OneMaterialAtATimeMayBePending) {
  const KeyRecord key = imported(imported(new_key(), sent("a")), sent_as("b", kNew));
  const auto result = with_imported_material(key, sent_as("c", kNew), kNow);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::InvalidState);
  EXPECT_EQ(result.error().message,
            "New key material (id: c) cannot be imported into KMS key " + key.arn() +
                ", because another key material (id: b) is pending rotation.");
}

TEST(Import, DeletedPendingMaterialMakesRoomForOther) {
  KeyRecord key = imported(imported(new_key(), sent("a")), sent_as("b", kNew));
  key = deleted(key, "b");
  EXPECT_FALSE(key.find_material(KeyMaterialId("b")));
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
  key = imported(key, sent_as("c", kNew));
  EXPECT_TRUE(key.find_material(KeyMaterialId("c")));
}

TEST(Import, ExpiredPendingMaterialMakesRoomForOther) {
  ImportedMaterial pending = sent_as("b", kNew);
  pending.valid_to = kNow + kDay;
  KeyRecord key = imported(imported(new_key(), sent("a")), pending);
  key = imported(key, sent_as("c", kNew), kNow + kDay);
  EXPECT_FALSE(key.find_material(KeyMaterialId("b")));
}

TEST(Import, KnownMaterialIsNotNew) {
  const KeyRecord key = imported(new_key(), sent("a"));
  EXPECT_EQ(refused(key, sent_as("a", kNew)), ErrorCode::IncorrectKeyMaterial);
}

TEST(Import, UnknownMaterialIsNotExisting) {
  EXPECT_EQ(refused(new_key(), sent_as("a", kExisting)), ErrorCode::IncorrectKeyMaterial);
  const KeyRecord key = imported(new_key(), sent("a"));
  EXPECT_EQ(refused(key, sent("b")), ErrorCode::IncorrectKeyMaterial);
  EXPECT_EQ(refused(deleted(key), sent("b")), ErrorCode::IncorrectKeyMaterial);
}

TEST(Import, AnExpectedIdMustBeTheMaterialsAndKnown) {
  ImportedMaterial material = sent("a");
  material.expected_id = KeyMaterialId("a");
  EXPECT_EQ(refused(new_key(), material), ErrorCode::IncorrectKeyMaterial);
  const KeyRecord key = imported(new_key(), sent("a"));
  EXPECT_TRUE(with_imported_material(key, material, kNow));
  material.expected_id = KeyMaterialId("b");
  EXPECT_EQ(refused(key, material), ErrorCode::IncorrectKeyMaterial);
}

TEST(Import, ReimportingBringsTheKeyBackAndKeepsTheDescription) {
  ImportedMaterial first = sent("a");
  first.description = "made on paper";
  KeyRecord key = deleted(imported(new_key(), first));
  EXPECT_EQ(state_at(key, kNow), KeyState::PendingImport);
  EXPECT_EQ(key.current_material()->id, KeyMaterialId("a"));
  key = imported(key, sent("a"));
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
  EXPECT_EQ(key.current_material()->description, "made on paper");
}

TEST(Import, ReimportingReplacesExpiryAndDescription) {
  ImportedMaterial again = sent("a");
  again.valid_to = kNow + kDay;
  again.description = "now with an end";
  KeyRecord key = imported(imported(new_key(), sent("a")), again);
  EXPECT_EQ(key.current_material()->valid_to, kNow + kDay);
  EXPECT_EQ(key.current_material()->description, "now with an end");
  key = imported(key, sent("a"));
  EXPECT_FALSE(key.current_material()->valid_to);
}

TEST(Import, ADisabledKeyStaysDisabledUnlessItWasIncomplete) {
  KeyRecord key = imported(new_key(), sent("a"));
  key.enabled = false;
  EXPECT_EQ(state_at(imported(key, sent("a")), kNow), KeyState::Disabled);
  EXPECT_EQ(state_at(imported(deleted(key), sent("a")), kNow), KeyState::Enabled);
}

TEST(Import, AnIncompleteKeyStaysPendingUntilAllMaterialIsBack) {
  KeyRecord key = imported(new_key(), sent("a"));
  key.materials[0].state = KeyMaterialState::NON_CURRENT;
  key.materials.push_back({.id = KeyMaterialId("b"), .wrapped = {1}});
  key = deleted(deleted(key, "a"), "b");
  key = imported(key, sent("a"));
  EXPECT_EQ(state_at(key, kNow), KeyState::PendingImport);
  key = imported(key, sent("b"));
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
}

TEST(Delete, WithoutAnIdTheCurrentMaterialGoes) {
  const KeyRecord key = imported(new_key(), sent("a"));
  const auto result = with_deleted_material(key, std::nullopt, kNow);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->id, KeyMaterialId("a"));
  EXPECT_TRUE(result->key.current_material()->wrapped.empty());
}

TEST(Delete, WhatIsNotThereChangesNothing) {
  const auto never = with_deleted_material(new_key(), std::nullopt, kNow);
  ASSERT_TRUE(never);
  EXPECT_FALSE(never->id);
  const KeyRecord gone = deleted(imported(new_key(), sent("a")));
  EXPECT_EQ(deleted(gone), gone);
}

TEST(Delete, AnUnknownIdIsNotFound) {
  const auto result = with_deleted_material(new_key(), KeyMaterialId("x"), kNow);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::NotFound);
}

TEST(Expiry, IsTheEarliestOfThePermanentMaterials) {
  KeyRecord key = imported(new_key(), sent("a"));
  EXPECT_EQ(expiry_at(key, kNow).model, ExpirationModel::KEY_MATERIAL_DOES_NOT_EXPIRE);
  key.materials[0].state = KeyMaterialState::NON_CURRENT;
  key.materials[0].valid_to = kNow + 2 * kDay;
  key.materials.push_back({.id = KeyMaterialId("b"), .valid_to = kNow + kDay, .wrapped = {1}});
  key.materials.push_back({.id = KeyMaterialId("c"),
                           .state = KeyMaterialState::PENDING_ROTATION,
                           .valid_to = kNow + Duration(1),
                           .wrapped = {1}});
  EXPECT_EQ(expiry_at(key, kNow).model, ExpirationModel::KEY_MATERIAL_EXPIRES);
  EXPECT_EQ(expiry_at(key, kNow).valid_to, kNow + kDay);
  EXPECT_FALSE(expiry_at(key, kNow + kDay).model);
}

TEST(Expiry, ErasingTakesWhatHasExpiredAndNothingElse) {
  ImportedMaterial material = sent("a");
  material.valid_to = kNow + kDay;
  KeyRecord key = imported(new_key(), material);
  EXPECT_FALSE(erase_expired_material(key, kNow));
  EXPECT_TRUE(erase_expired_material(key, kNow + kDay));
  EXPECT_TRUE(key.current_material()->wrapped.empty());
  EXPECT_FALSE(key.current_material()->valid_to);
  EXPECT_FALSE(erase_expired_material(key, kNow + kDay));
}

TEST(NextDue, IsTheFirstThingThatHappensByItself) {
  KeyRecord key = imported(new_key(), sent("a"));
  EXPECT_FALSE(next_due(key));
  key.materials[0].valid_to = kNow + 2 * kDay;
  EXPECT_EQ(next_due(key), kNow + 2 * kDay);
  key.deletion_date = kNow + kDay;
  EXPECT_EQ(next_due(key), kNow + kDay);
  key.deletion_date.reset();
  EXPECT_FALSE(next_due(deleted(key)));
}

}  // namespace
}  // namespace trent::keys
