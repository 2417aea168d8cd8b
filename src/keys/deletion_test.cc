#include "keys/deletion.h"

#include <gtest/gtest.h>

#include "keys/key_state.h"

namespace trent::keys {
namespace {

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr std::chrono::days kWindow{9};

KeyRecord new_key() {
  return {.ref = {{AccountId("111122223333"), Region("eu-west-1")}, KeyId("id")},
          .materials = {{.id = KeyMaterialId("first"), .wrapped = {1}}}};
}
KeyRecord primary_of(std::vector<Region> replicas) {
  KeyRecord key = new_key();
  key.multi_region = {.primary = key.ref.scope.region, .replicas = std::move(replicas)};
  return key;
}
KeyRecord replica_key() {
  KeyRecord key = primary_of({Region("us-east-1")});
  key.ref.scope.region = Region("us-east-1");
  return key;
}

TEST(Deletion, AKeyIsGoneAtTheEndOfItsWindow) {
  for (const KeyRecord& key : {new_key(), primary_of({}), replica_key()}) {
    const KeyRecord scheduled = with_deletion_scheduled(key, kWindow, kNow);
    EXPECT_EQ(state_at(scheduled, kNow), KeyState::PendingDeletion);
    EXPECT_EQ(scheduled.deletion_date, kNow + kWindow);
    EXPECT_FALSE(is_gone_at(scheduled, kNow + kWindow - Duration(1)));
    EXPECT_TRUE(is_gone_at(scheduled, kNow + kWindow));
  }
}

TEST(Deletion, APrimaryWithReplicasKeepsItsWindowForLater) {
  const KeyRecord scheduled =
      with_deletion_scheduled(primary_of({Region("us-east-1")}), kWindow, kNow);
  EXPECT_EQ(state_at(scheduled, kNow), KeyState::PendingReplicaDeletion);
  EXPECT_EQ(scheduled.window_after_replicas, kWindow);
  EXPECT_EQ(scheduled.deletion_date, std::nullopt);
}

TEST(Deletion, CancelledItLeavesADisabledKey) {
  for (const KeyRecord& key : {new_key(), primary_of({Region("us-east-1")}), replica_key()}) {
    const KeyRecord kept = with_deletion_cancelled(with_deletion_scheduled(key, kWindow, kNow));
    EXPECT_EQ(state_at(kept, kNow), KeyState::Disabled);
    EXPECT_FALSE(kept.is_pending_deletion());
  }
}

}  // namespace
}  // namespace trent::keys
