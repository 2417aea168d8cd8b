#include "jobs/sweeper.h"

#include "base/log.h"
#include "keys/imported_material.h"
#include "keys/key_state.h"

namespace trent::jobs {
namespace {

constexpr std::size_t kKeysPerRead = 100;

// True, and said in the log, when the write was done; false when another writer was faster.
Result<bool> done(const Result<storage::ChangeNumber>& committed, std::string_view event,
                  const keys::KeyRecord& key) {
  if (committed) {
    log::info(event, {{"key", key.arn()}});
    return true;
  }
  if (committed.error().code == ErrorCode::Conflict ||
      committed.error().code == ErrorCode::NotFound)
    return false;
  return std::unexpected(committed.error());
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
  if (keys::is_gone_at(key, now))
    return done(records_.commit({storage::DeleteKey{key.ref, key.revision}}),
                "key deleted at the end of its waiting period", key);
  keys::KeyRecord swept = key;
  if (!keys::erase_expired_material(swept, now)) return false;
  return done(records_.commit({storage::PutKey{std::move(swept)}}), "expired key material erased",
              key);
}

}  // namespace trent::jobs
