#include "keys/key_state.h"

#include <gtest/gtest.h>

#include <functional>

namespace trent::keys {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr Duration kDay = std::chrono::days(1);

MaterialVersion material(const char* id, KeyMaterialState state = KeyMaterialState::CURRENT) {
  return {.id = KeyMaterialId(id), .state = state, .created = kNow, .wrapped = {1}};
}

KeyRecord generated_key() {
  return {.ref = {{AccountId("111122223333"), Region("eu-central-1")}, KeyId("id")},
          .materials = {material("a")}};
}

KeyRecord imported_key() {
  KeyRecord key = generated_key();
  key.origin = Origin::EXTERNAL;
  return key;
}

TEST(KeyState, FollowsFromTheRecord) {
  KeyRecord key = generated_key();
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
  key.enabled = false;
  EXPECT_EQ(state_at(key, kNow), KeyState::Disabled);
  key.deletion_date = kNow + 7 * kDay;
  EXPECT_EQ(state_at(key, kNow), KeyState::PendingDeletion);
}

TEST(KeyState, AnExternalKeyWithoutMaterialIsPendingImport) {
  KeyRecord key = imported_key();
  key.materials.clear();
  EXPECT_EQ(state_at(key, kNow), KeyState::PendingImport);
  key.materials = {material("a", KeyMaterialState::PENDING_ROTATION)};
  EXPECT_EQ(state_at(key, kNow), KeyState::PendingImport);
}

TEST(KeyState, EveryPermanentlyAssociatedMaterialMustBeThere) {
  KeyRecord key = imported_key();
  key.materials = {material("old", KeyMaterialState::NON_CURRENT), material("new"),
                   material("next", KeyMaterialState::PENDING_ROTATION)};
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
  key.materials[2].wrapped.clear();
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
  key.materials[0].wrapped.clear();
  EXPECT_EQ(state_at(key, kNow), KeyState::PendingImport);
}

TEST(KeyState, MaterialExpiresAtItsInstant) {
  KeyRecord key = imported_key();
  key.materials[0].valid_to = kNow + Duration(1);
  EXPECT_EQ(state_at(key, kNow), KeyState::Enabled);
  EXPECT_EQ(state_at(key, kNow + Duration(1)), KeyState::PendingImport);
}

TEST(KeyState, AKeyIsGoneAtItsDeletionDate) {
  KeyRecord key = generated_key();
  EXPECT_FALSE(is_gone_at(key, kNow));
  key.deletion_date = kNow;
  EXPECT_FALSE(is_gone_at(key, kNow - Duration(1)));
  EXPECT_TRUE(is_gone_at(key, kNow));
}

TEST(KeyState, PendingDeletionOutranksMissingMaterial) {
  KeyRecord key = imported_key();
  key.materials.clear();
  key.deletion_date = kNow + 7 * kDay;
  EXPECT_EQ(state_at(key, kNow), KeyState::PendingDeletion);
}

struct Refused {
  Operation operation;
  ErrorCode code;
  const char* text;
};

void expect_refused(const KeyRecord& key, const Refused& refused) {
  const auto allowed = require_state_allows(refused.operation, key, kNow);
  ASSERT_FALSE(allowed) << name_of(refused.operation);
  EXPECT_EQ(allowed.error().code, refused.code);
  EXPECT_EQ(allowed.error().message, key.arn() + refused.text);
}

TEST(KeyState, RefusalsHaveTheTextsOfAws) {
  KeyRecord disabled = generated_key();
  disabled.enabled = false;
  expect_refused(disabled, {Operation::Encrypt, ErrorCode::Disabled, " is disabled."});
  expect_refused(disabled, {Operation::CancelKeyDeletion, ErrorCode::InvalidState,
                            " is not pending deletion."});
  KeyRecord deleting = generated_key();
  deleting.deletion_date = kNow + kDay;
  expect_refused(deleting, {Operation::Decrypt, ErrorCode::InvalidState, " is pending deletion."});
  expect_refused(
      deleting, {Operation::ScheduleKeyDeletion, ErrorCode::InvalidState, " is pending deletion."});
  KeyRecord importing = imported_key();
  importing.materials.clear();
  expect_refused(importing, {Operation::Encrypt, ErrorCode::InvalidState, " is pending import."});
  expect_refused(importing, {Operation::EnableKey, ErrorCode::InvalidState, " is pending import."});
}

// The operations that work whatever the key's state is.
TEST(KeyState, ReadingIsAllowedInEveryState) {
  KeyRecord deleting = generated_key();
  deleting.deletion_date = kNow + kDay;
  KeyRecord importing = imported_key();
  importing.materials.clear();
  for (const KeyRecord& key : {generated_key(), deleting, importing})
    for (const Operation operation :
         {Operation::DescribeKey, Operation::GetKeyPolicy, Operation::ListResourceTags,
          Operation::ListKeyPolicies, Operation::PutKeyPolicy, Operation::DeleteAlias})
      EXPECT_TRUE(require_state_allows(operation, key, kNow)) << name_of(operation);
}

}  // namespace
}  // namespace trent::keys
