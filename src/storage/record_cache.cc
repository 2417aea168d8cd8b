#include "storage/record_cache.h"

#include <algorithm>
#include <utility>

#include "storage/snapshot_cache.h"

namespace trent::storage {
namespace {

using grants::Grant;
using grants::KeyGrants;
using identity::EntityRecord;
using identity::EntityRef;
using keys::AliasRecord;
using keys::AliasRef;
using keys::KeyRecord;
using keys::KeyRef;

// Different seeds, so that a key, its grants, an alias and a scope do not share a slot by their
// nature.
enum class Kind : std::uint64_t { Key = 1, Alias, Scope, Entity, Grants };

std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  hash = (hash ^ std::hash<std::string_view>{}(text)) * kOdd;
  return hash ^ (hash >> 32);
}

std::uint64_t hash_of(Kind kind, const keys::Scope& scope) {
  return mix(mix(static_cast<std::uint64_t>(kind), scope.account.view()), scope.region.view());
}
std::uint64_t hash_of(const KeyRef& ref) {
  return mix(hash_of(Kind::Key, ref.scope), ref.id.view());
}
std::uint64_t hash_of(const AliasRef& ref) {
  return mix(hash_of(Kind::Alias, ref.scope), ref.name.view());
}
std::uint64_t hash_of(const EntityRef& ref) {
  const auto seed = static_cast<std::uint64_t>(Kind::Entity) +
                    (std::uint64_t{1} << 8) * static_cast<std::uint64_t>(ref.kind);
  return mix(mix(seed, ref.account.view()), ref.name);
}
std::uint64_t hash_of_grants(const KeyRef& key) {
  return mix(hash_of(Kind::Grants, key.scope), key.id.view());
}
// Bumped when a key of the scope is deleted, because its aliases, whichever they are, go with it.
std::uint64_t deletions_in(const keys::Scope& scope) { return hash_of(Kind::Scope, scope); }

std::shared_ptr<const std::uint64_t> next_id() {
  static std::atomic<std::uint64_t> last{0};
  return std::make_shared<const std::uint64_t>(++last);
}

// What `cache` has, or else what `read` finds in the store, to be remembered at `version`. The
// version was taken before the store is read: if a commit slips in between, the record may be newer
// than its version says and will be read once more, but it can never pass for newer than it is.
template <class Record, class Ref, class Read>
Result<Snapshot<Record>> cached(SnapshotCache<Record>& cache, std::uint64_t hash,
                                std::uint64_t version, const Ref& ref, const Read& read) {
  if (const auto* hit = cache.find(hash, version, ref)) return *hit;
  TRY_ASSIGN(Snapshot<Record> record, read());
  cache.put(hash, version, record);
  return record;
}

}  // namespace

// What a batch is going to make stale.
struct RecordCache::Touched {
  struct Change {
    std::uint64_t hash;
    Snapshot<KeyRecord> written{};  // what is there once the batch is committed
  };

  explicit Touched(const Batch& batch) {
    for (const Write& write : batch) std::visit([this](const auto& one) { add(one); }, write);
  }

  std::vector<Change> changes;
  std::vector<KeyRef> keys;
  std::vector<EntityRef> entities;
  std::vector<std::string> access_keys;

  void add(const PutKey& write) {
    auto written = std::make_shared<KeyRecord>(write.key);
    ++written->revision;
    changes.push_back({hash_of(write.key.ref), std::move(written)});
    keys.push_back(write.key.ref);
  }
  void add(const DeleteKey& write) {
    add_hash(hash_of(write.ref));
    keys.push_back(write.ref);
    add_hash(hash_of_grants(write.ref));
    add_hash(deletions_in(write.ref.scope));
  }
  void add(const PutAlias& write) { add_hash(hash_of(write.alias.ref)); }
  void add(const DeleteAlias& write) { add_hash(hash_of(write.ref)); }
  void add(const PutGrant& write) { add_hash(hash_of_grants(write.grant.key)); }
  void add(const DeleteGrant& write) { add_hash(hash_of_grants(write.key)); }
  void add(const PutAccount&) {}
  void add(const PutAccessKey& write) { access_keys.push_back(write.access_key.id); }
  void add(const DeleteAccessKey& write) { access_keys.push_back(write.id); }
  void add(const PutAccessKeyUse&) {}
  void add(const PutEntity& write) { add_entity(write.entity.ref); }
  void add(const DeleteEntity& write) { add_entity(write.ref); }
  void add(const PutDeploymentSecret&) {}
  void add(const PutLastUsage&) {}  // no part of the key's record
  void add(const PutTrackingStart&) {}
  void add(const RequireFewerKeys&) {}
  void add(const RequireFewerAliases&) {}
  void add(const RequireFewerEntities&) {}

  void add_hash(std::uint64_t hash) { changes.push_back({.hash = hash}); }
  void add_entity(const EntityRef& ref) {
    add_hash(hash_of(ref));
    entities.push_back(ref);
  }
};

struct RecordCache::ThreadCache {
  SnapshotCache<KeyRecord> keys;
  SnapshotCache<AliasRecord> aliases;
  SnapshotCache<EntityRecord> entities;
  SnapshotCache<KeyGrants> grants;
};

struct RecordCache::OwnedCache {
  std::uint64_t id;
  std::weak_ptr<const std::uint64_t> alive;
  std::unique_ptr<ThreadCache> cache;
};

RecordCache::RecordCache(Store& store, Options options)
    : store_(store), options_(options), id_(next_id()) {}

RecordCache::ThreadCache& RecordCache::thread_cache() const {
  thread_local constinit std::uint64_t recent_id = 0;
  thread_local constinit ThreadCache* recent = nullptr;
  if (recent_id != *id_) {
    recent = &make_thread_cache();
    recent_id = *id_;
  }
  return *recent;
}

// Finds or makes the cache of this thread, and drops those whose RecordCache is gone.
RecordCache::ThreadCache& RecordCache::make_thread_cache() const {
  thread_local std::vector<OwnedCache> owned;
  std::erase_if(owned, [](const OwnedCache& each) { return each.alive.expired(); });
  auto found = std::ranges::find(owned, *id_, &OwnedCache::id);
  if (found == owned.end()) {
    auto cache = std::make_unique<ThreadCache>(
        SnapshotCache<KeyRecord>(options_.keys_per_thread),
        SnapshotCache<AliasRecord>(options_.aliases_per_thread),
        SnapshotCache<EntityRecord>(options_.entities_per_thread),
        SnapshotCache<KeyGrants>(options_.keys_with_grants_per_thread));
    owned.push_back({*id_, id_, std::move(cache)});
    found = std::prev(owned.end());
  }
  return *found->cache;
}

Result<Snapshot<KeyRecord>> RecordCache::find_key(const KeyRef& ref) const {
  const std::uint64_t hash = hash_of(ref);
  const std::uint64_t current = version(hash);
  return cached(thread_cache().keys, hash, current, ref, [&]() -> Result<Snapshot<KeyRecord>> {
    if (auto written = just_written(ref, hash, current)) return written;
    return store_.find_key(ref);
  });
}

// An alias is stale when it was written or when a key of its scope was deleted. Both versions only
// grow, so their sum stands still exactly while both do.
Result<Snapshot<AliasRecord>> RecordCache::find_alias(const AliasRef& ref) const {
  const std::uint64_t hash = hash_of(ref);
  const std::uint64_t current = version(hash) + version(deletions_in(ref.scope));
  return cached(thread_cache().aliases, hash, current, ref, [&] { return store_.find_alias(ref); });
}

Result<Snapshot<EntityRecord>> RecordCache::find_entity(const EntityRef& ref) const {
  const std::uint64_t hash = hash_of(ref);
  const std::uint64_t current = version(hash);
  return cached(thread_cache().entities, hash, current, ref,
                [&] { return store_.find_entity(ref); });
}

Result<Snapshot<KeyGrants>> RecordCache::find_grants(const KeyRef& key) const {
  const std::uint64_t hash = hash_of_grants(key);
  const std::uint64_t current = version(hash);
  return cached(thread_cache().grants, hash, current, key, [&] { return store_.find_grants(key); });
}

Result<ChangeNumber> RecordCache::commit(Batch batch) {
  Touched touched(batch);
  auto committed = store_.commit(std::move(batch));
  note(std::move(touched), committed);
  return committed;
}

void RecordCache::begin_commit(Batch batch, Committed done) {
  Touched touched(batch);
  store_.begin_commit(std::move(batch), [this, touched = std::move(touched),
                                         done = std::move(done)](auto committed) mutable {
    note(std::move(touched), committed);
    done(std::move(committed));
  });
}

// Also after a failure: the store may not know itself what came of the batch.
void RecordCache::note(Touched touched, const Result<ChangeNumber>& committed) {
  for (auto& [hash, written] : touched.changes)
    bump(hash, committed.value_or(0), committed ? std::move(written) : nullptr);
  for (const KeyRef& key : touched.keys)
    for (const Listener& listener : listeners_) listener(key);
  if (!touched.entities.empty() || !touched.access_keys.empty())
    for (const IdentityListener& listener : identity_listeners_)
      listener(touched.entities, touched.access_keys);
}

// Commits may be noted in another order than that of their changes. The record of an older one may
// be stale by then, and must not pass for what the slot's version stands for.
void RecordCache::bump(std::uint64_t hash, ChangeNumber change, Snapshot<KeyRecord> written) const {
  Slot& slot = slots_[hash % kSlots];
  const std::lock_guard lock(slot.mutex);
  slot.written_version = slot.version.fetch_add(1) + 1;
  slot.written = change >= slot.last_change ? std::move(written) : nullptr;
  slot.last_change = std::max(slot.last_change, change);
}

Snapshot<KeyRecord> RecordCache::just_written(const KeyRef& ref, std::uint64_t hash,
                                              std::uint64_t version) const {
  Slot& slot = slots_[hash % kSlots];
  const std::lock_guard lock(slot.mutex);
  if (slot.written_version != version || !slot.written || slot.written->ref != ref) return nullptr;
  return slot.written;
}

Result<std::vector<Snapshot<KeyRecord>>> RecordCache::list_keys(const keys::Scope& scope,
                                                                std::string_view after,
                                                                std::size_t limit) const {
  return store_.list_keys(scope, after, limit);
}

Result<std::vector<Snapshot<AliasRecord>>> RecordCache::list_aliases(
    const keys::Scope& scope, const std::optional<keys::KeyId>& target, std::string_view after,
    std::size_t limit) const {
  return store_.list_aliases(scope, target, after, limit);
}

Result<std::vector<Grant>> RecordCache::list_grants(const KeyRef& key, const GrantFilter& filter,
                                                    std::uint64_t after, std::size_t limit) const {
  return store_.list_grants(key, filter, after, limit);
}

Result<std::vector<Grant>> RecordCache::list_retirable_grants(const RetirableFilter& filter,
                                                              std::uint64_t after,
                                                              std::size_t limit) const {
  return store_.list_retirable_grants(filter, after, limit);
}

Result<std::vector<Snapshot<KeyRecord>>> RecordCache::list_due_keys(Timestamp now,
                                                                    std::size_t limit) const {
  return store_.list_due_keys(now, limit);
}

Result<keys::LastUsage> RecordCache::find_last_usage(const KeyRef& ref) const {
  return store_.find_last_usage(ref);
}

Result<Timestamp> RecordCache::find_tracking_start() const { return store_.find_tracking_start(); }

Result<std::vector<identity::AccountRecord>> RecordCache::list_accounts() const {
  return store_.list_accounts();
}

Result<std::vector<identity::AccessKeyRecord>> RecordCache::list_access_keys() const {
  return store_.list_access_keys();
}

Result<identity::AccessKeyRecord> RecordCache::find_access_key(std::string_view id) const {
  return store_.find_access_key(id);
}

Result<std::vector<identity::AccessKeyRecord>> RecordCache::list_access_keys_of(
    const keys::AccountId& account, std::string_view owner) const {
  return store_.list_access_keys_of(account, owner);
}

Result<std::vector<Snapshot<identity::EntityRecord>>> RecordCache::list_entities(
    const keys::AccountId& account, identity::EntityKind kind, std::string_view after,
    std::size_t limit) const {
  return store_.list_entities(account, kind, after, limit);
}

Result<std::vector<DeploymentSecret>> RecordCache::list_deployment_secrets() const {
  return store_.list_deployment_secrets();
}

ChangeNumber RecordCache::last_change() const { return store_.last_change(); }

Result<void> RecordCache::check_writable() { return store_.check_writable(); }

}  // namespace trent::storage
