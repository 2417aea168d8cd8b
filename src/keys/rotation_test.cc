#include "keys/rotation.h"

#include <gtest/gtest.h>

#include "keys/imported_material.h"
#include "keys/key_state.h"

namespace trent::keys {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr std::chrono::days kDay{1};
constexpr std::chrono::days kPeriod{90};

MaterialVersion material(const char* id, KeyMaterialState state = KeyMaterialState::CURRENT) {
  return {.id = KeyMaterialId(id), .state = state, .created = kNow, .wrapped = {1}};
}

KeyRecord new_key() {
  return {.ref = {{AccountId("111122223333"), Region("eu-central-1")}, KeyId("id")},
          .materials = {material("first")}};
}

KeyRecord imported_key() {
  KeyRecord key = new_key();
  key.origin = Origin::EXTERNAL;
  key.materials.push_back(material("second", KeyMaterialState::PENDING_ROTATION));
  return key;
}

KeyRecord scheduled_key() { return with_automatic_rotation_enabled(new_key(), kPeriod, kNow); }

KeyRecord rotated(KeyRecord key, const std::string& id, Timestamp now) {
  return with_automatic_rotation(std::move(key), material(id.c_str()), now);
}

std::vector<KeyMaterialState> states(const KeyRecord& key) {
  std::vector<KeyMaterialState> all;
  for (const MaterialVersion& version : key.materials) all.push_back(version.state);
  return all;
}

constexpr auto kCurrent = KeyMaterialState::CURRENT;
constexpr auto kFormer = KeyMaterialState::NON_CURRENT;

// --- the schedule -------------------------------------------------------------------------------

TEST(Rotation, TheFirstIsAPeriodAfterItWasEnabled) {
  const KeyRecord key = scheduled_key();
  EXPECT_EQ(key.rotation_schedule, (RotationSchedule{kPeriod, kNow + kPeriod}));
  EXPECT_EQ(next_automatic_rotation(key), kNow + kPeriod);
  EXPECT_EQ(next_due(key), kNow + kPeriod);
}

TEST(Rotation, EnablingWithAnotherPeriodStartsTheScheduleAnew) {
  const KeyRecord key = with_automatic_rotation_enabled(scheduled_key(), 200 * kDay, kNow + kDay);
  EXPECT_EQ(key.rotation_schedule, (RotationSchedule{200 * kDay, kNow + 201 * kDay}));
}

TEST(Rotation, EnablingWithTheSamePeriodPutsNothingOff) {
  EXPECT_EQ(with_automatic_rotation_enabled(scheduled_key(), kPeriod, kNow + kDay),
            scheduled_key());
}

TEST(Rotation, DisablingForgetsTheScheduleAndKeepsTheMaterial) {
  const KeyRecord key =
      with_automatic_rotation_disabled(rotated(scheduled_key(), "second", kNow + kPeriod));
  EXPECT_FALSE(key.rotation_schedule);
  EXPECT_FALSE(next_due(key));
  EXPECT_EQ(states(key), (std::vector{kFormer, kCurrent}));
}

TEST(Rotation, ADisabledKeyKeepsItsScheduleAndDoesNotRotate) {
  KeyRecord key = scheduled_key();
  key.enabled = false;
  EXPECT_EQ(shown_rotation_schedule(key), key.rotation_schedule);
  EXPECT_FALSE(next_automatic_rotation(key));
  EXPECT_FALSE(next_due(key));
}

TEST(Rotation, AKeyPendingDeletionShowsNoScheduleAndDoesNotRotate) {
  KeyRecord key = scheduled_key();
  key.deletion_date = kNow + 100 * kDay;
  EXPECT_FALSE(shown_rotation_schedule(key));
  EXPECT_FALSE(next_automatic_rotation(key));
  EXPECT_EQ(next_due(key), key.deletion_date);
}

TEST(Rotation, AKeyEnabledAgainInTimeKeepsItsSchedule) {
  KeyRecord key = scheduled_key();
  key.enabled = false;
  EXPECT_EQ(with_use_enabled(key, kNow + kPeriod - Duration(1)), scheduled_key());
}

TEST(Rotation, AKeyEnabledAgainTooLateMakesUpForOneRotationAtOnce) {
  KeyRecord key = scheduled_key();
  key.enabled = false;
  const Timestamp later = kNow + 5 * kPeriod + kDay;
  key = with_use_enabled(std::move(key), later);
  EXPECT_EQ(next_automatic_rotation(key), later);
  key = rotated(std::move(key), "second", later);
  EXPECT_EQ(next_automatic_rotation(key), later + kPeriod);
}

TEST(Rotation, EnablingAKeyThatIsEnabledSkipsNoRotation) {
  EXPECT_EQ(with_use_enabled(scheduled_key(), kNow + 5 * kPeriod), scheduled_key());
}

// --- automatic rotation -------------------------------------------------------------------------

TEST(Rotation, NewMaterialBecomesCurrentAndTheOldStays) {
  const Timestamp late = kNow + kPeriod + kDay;
  const KeyRecord key = rotated(scheduled_key(), "second", late);
  EXPECT_EQ(states(key), (std::vector{kFormer, kCurrent}));
  EXPECT_EQ(key.current_material()->id, KeyMaterialId("second"));
  EXPECT_EQ(key.current_material()->rotation, (Rotation{RotationType::AUTOMATIC, late}));
  EXPECT_FALSE(key.materials.at(0).rotation);
  EXPECT_EQ(key.materials.at(0).wrapped, Bytes{1});
}

TEST(Rotation, BeingLateDoesNotMoveTheSchedule) {
  KeyRecord key = rotated(scheduled_key(), "second", kNow + 2 * kPeriod + kDay);
  EXPECT_EQ(next_automatic_rotation(key), kNow + 2 * kPeriod);
  key = rotated(std::move(key), "third", kNow + 2 * kPeriod + kDay);
  EXPECT_EQ(next_automatic_rotation(key), kNow + 3 * kPeriod);
  EXPECT_EQ(states(key), (std::vector{kFormer, kFormer, kCurrent}));
}

// --- on demand ----------------------------------------------------------------------------------

ErrorCode refusal(const KeyRecord& key, Timestamp now = kNow) {
  const auto allowed = require_on_demand_rotation_allowed(key, now);
  EXPECT_FALSE(allowed);
  return allowed ? ErrorCode::Internal : allowed.error().code;
}

TEST(Rotation, OnDemandDoesNotMoveTheSchedule) {
  const KeyRecord key = with_on_demand_rotation(scheduled_key(), material("second"), kNow + kDay);
  EXPECT_EQ(key.current_material()->rotation, (Rotation{RotationType::ON_DEMAND, kNow + kDay}));
  EXPECT_EQ(states(key), (std::vector{kFormer, kCurrent}));
  EXPECT_EQ(key.rotation_schedule, scheduled_key().rotation_schedule);
}

TEST(Rotation, OnDemandIsForSymmetricKeys) {
  for (const KeySpec spec : {KeySpec::RSA_2048, KeySpec::HMAC_256, KeySpec::ML_KEM_768}) {
    KeyRecord key = new_key();
    key.spec = spec;
    EXPECT_EQ(refusal(key), ErrorCode::UnsupportedOperation);
    EXPECT_FALSE(require_on_demand_rotation_allowed(key, kNow).error().message);
  }
}

TEST(Rotation, OnDemandHappens25TimesAndAutomaticOnesDoNotCount) {
  KeyRecord key = scheduled_key();
  for (int i = 0; i < 30; ++i)
    key = rotated(std::move(key), fmt::format("automatic {}", i), kNow + 100 * kPeriod);
  for (std::size_t i = 0; i < kOnDemandRotationsMax; ++i) {
    EXPECT_TRUE(require_on_demand_rotation_allowed(key, kNow));
    key = with_on_demand_rotation(std::move(key), material(fmt::format("{}", i).c_str()), kNow);
  }
  const auto refused = require_on_demand_rotation_allowed(key, kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::LimitExceeded);
  EXPECT_EQ(refused.error().message,
            "The on-demand rotations limit has been reached for the given keyId. No more on-demand "
            "rotations can be performed for this key: " +
                key.arn());
}

TEST(Rotation, OnDemandKeepsClearOfAnAutomaticOne) {
  const KeyRecord key = scheduled_key();
  const Timestamp due = kNow + kPeriod;
  EXPECT_TRUE(require_on_demand_rotation_allowed(key, due - kAutomaticRotationGuard - Duration(1)));
  for (const Timestamp now : {due - kAutomaticRotationGuard, due, due + kDay}) {
    EXPECT_EQ(refusal(key, now), ErrorCode::ConflictingRotation);
    EXPECT_FALSE(require_on_demand_rotation_allowed(key, now).error().message);
  }
}

TEST(Rotation, PendingMaterialTakesTheCurrentOnesPlace) {
  const auto key = with_pending_material_rotated(imported_key(), kNow);
  ASSERT_TRUE(key);
  EXPECT_EQ(states(*key), (std::vector{kFormer, kCurrent}));
  EXPECT_EQ(key->current_material()->id, KeyMaterialId("second"));
  EXPECT_EQ(key->current_material()->rotation, (Rotation{RotationType::ON_DEMAND, kNow}));
  EXPECT_EQ(state_at(*key, kNow), KeyState::Enabled);
}

TEST(Rotation, OnceRotatedPendingMaterialIsNeededForEver) {
  auto key = with_pending_material_rotated(imported_key(), kNow);
  ASSERT_TRUE(key);
  for (const char* id : {"first", "second"}) {
    const auto less = with_deleted_material(*key, KeyMaterialId(id), kNow);
    ASSERT_TRUE(less);
    EXPECT_EQ(state_at(less->key, kNow), KeyState::PendingImport) << id;
    EXPECT_EQ(less->key.find_material(KeyMaterialId("second"))->rotation,
              key->find_material(KeyMaterialId("second"))->rotation);
  }
}

TEST(Rotation, WithoutPendingMaterialNothingRotates) {
  KeyRecord none = imported_key();
  none.materials.pop_back();
  KeyRecord expired = imported_key();
  expired.materials.back().valid_to = kNow;
  KeyRecord elsewhere = imported_key();
  elsewhere.materials.back().state = KeyMaterialState::PENDING_MULTI_REGION_IMPORT_AND_ROTATION;
  for (const KeyRecord& key : {none, expired, elsewhere}) {
    const auto refused = with_pending_material_rotated(key, kNow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidState);
    EXPECT_EQ(refused.error().message,
              "No available key material pending rotation for the key: " + key.arn() + ".");
  }
}

}  // namespace
}  // namespace trent::keys
