#include "jobs/sweeper.h"

#include "audit/record.h"
#include "audit/service_events.h"
#include "base/log.h"
#include "keys/imported_material.h"
#include "keys/key_state.h"
#include "keys/rotation.h"
#include "storage/related_keys.h"
#include "storage/undisturbed.h"

namespace trent::jobs {
namespace {

constexpr std::size_t kKeysPerRead = 100;

// False: another writer was faster. Other errors stay errors.
Result<bool> false_if_lost(const Error& error) {
  if (storage::lost_a_race(error)) return false;
  return std::unexpected(error);
}

}  // namespace

Result<std::size_t> Sweeper::sweep() {
  const Timestamp now = clock_.now();
  std::size_t swept = 0;
  while (true) {
    TRY_ASSIGN(const auto due, records_.list_due_keys(now, kKeysPerRead));
    bool progress = false;
    for (const auto& key : due) {
      TRY_ASSIGN(const bool changed, sweep_key(*key, now));
      progress |= changed;
      swept += changed ? 1 : 0;
    }
    if (!progress) return swept;
  }
}

Result<bool> Sweeper::sweep_key(const keys::KeyRecord& key, Timestamp now) {
  const auto related = storage::find_related_keys(records_, key);
  if (!related) return false_if_lost(related.error());
  return keys::is_gone_at(key, now) ? delete_key(*related, now) : renew(*related, now);
}

Result<bool> Sweeper::delete_key(const keys::RelatedKeys& related, Timestamp now) {
  const keys::KeyRecord& key = related.front();
  storage::Batch batch;
  if (key.is_replica())
    batch = storage::changes(related, keys::without_replica(related, key.ref.scope.region, now));
  batch.emplace_back(storage::DeleteKey{key.ref, key.revision});
  TRY_ASSIGN(const bool deleted, commit(std::move(batch)));
  if (!deleted) return false;
  log::info("key deleted at the end of its waiting period", {{"key", key.arn()}});
  record(audit::key_deleted(key.ref, now));
  return true;
}

// Expired material goes, and rotations that are due happen.
Result<bool> Sweeper::renew(const keys::RelatedKeys& related, Timestamp now) {
  const keys::KeyRecord& key = related.front();
  keys::RelatedKeys renewed = related;
  const bool erased = keys::erase_expired_material(renewed.front(), now);
  TRY_ASSIGN(const auto rotations, rotate(renewed.front(), now));
  if (!erased && rotations.empty()) return false;
  renewed = keys::synchronised(std::move(renewed), now);
  TRY_ASSIGN(const bool stored, commit(storage::changes(related, renewed)));
  if (!stored) return false;
  if (erased) {
    log::info("expired key material erased", {{"key", key.arn()}});
    record(audit::expired_material_deleted(key.ref, now));
  }
  if (!rotations.empty())
    log::info("key rotated at its date",
              {{"key", key.arn()}, {"rotations", std::to_string(rotations.size())}});
  for (const audit::ServiceEvent& rotated : rotations) record(rotated);
  for (const audit::ServiceEvent& event : audit::keys_synchronised(related, renewed, now))
    record(event);
  return true;
}

// Makes up for every rotation that is due, one by one, and returns what there is to record of them.
Result<std::vector<audit::ServiceEvent>> Sweeper::rotate(keys::KeyRecord& key,
                                                         Timestamp now) const {
  std::vector<audit::ServiceEvent> rotations;
  for (auto due = keys::next_automatic_rotation(key); due && *due <= now;
       due = keys::next_automatic_rotation(key)) {
    TRY_ASSIGN(keys::MaterialVersion fresh, materials_.generate(key, now));
    keys::KeyRecord rotated = keys::with_automatic_rotation(key, std::move(fresh), now);
    rotations.push_back(audit::key_rotated(key, rotated, now));
    key = std::move(rotated);
  }
  return rotations;
}

void Sweeper::record(const audit::ServiceEvent& event) const {
  if (audit_) audit::record(*audit_, event);
}

// False: another writer was faster.
Result<bool> Sweeper::commit(storage::Batch batch) {
  const auto committed = records_.commit(std::move(batch));
  if (committed) return true;
  return false_if_lost(committed.error());
}

}  // namespace trent::jobs
