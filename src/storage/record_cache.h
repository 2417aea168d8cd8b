// storage/record_cache.h: the read path of the server. A Store in front of a Store that answers
// find_key(), find_alias(), find_entity() and find_grants() from memory.
//
// Each thread has a bounded cache of its own, so a hit takes no lock, does no I/O and allocates
// nothing. What keeps the caches true is one array of version numbers: a record belongs to a slot,
// a commit bumps the slots of what it wrote before its outcome is told, and a cached record is good
// while its slot stands where it stood before the record was read. So once commit() has returned,
// in whichever thread, no thread sees the record as it was before. (Slots are shared by hash: a
// bump may cost another record a read, never more.) That a key or an alias does not exist is not
// cached; that a key has no grants is. A key that was just written waits in its slot, for the
// threads whose snapshot that has made stale.
//
// All writers of the underlying store must go through the same RecordCache. Safe from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "storage/store.h"

namespace trent::storage {

class RecordCache final : public Store {
 public:
  struct Options {
    std::size_t keys_per_thread = 8192;
    std::size_t aliases_per_thread = 8192;
    std::size_t entities_per_thread = 2048;
    std::size_t keys_with_grants_per_thread = 1024;
  };

  // Called at the end of every commit, in the thread that then knows, for every key that a batch
  // wrote or deleted, also when the batch failed. Must not commit, nor be long.
  using Listener = std::function<void(const keys::KeyRef&)>;

  // The same for entities and access keys (by id).
  using IdentityListener = std::function<void(std::span<const identity::EntityRef> entities,
                                              std::span<const std::string> access_keys)>;

  explicit RecordCache(Store& store) : RecordCache(store, Options{}) {}
  RecordCache(Store& store, Options options);

  // Before the first commit only.
  void on_change(Listener listener) { listeners_.push_back(std::move(listener)); }
  void on_identity_change(IdentityListener listener) {
    identity_listeners_.push_back(std::move(listener));
  }

  Result<Snapshot<keys::KeyRecord>> find_key(const keys::KeyRef& ref) const override;
  Result<Snapshot<keys::AliasRecord>> find_alias(const keys::AliasRef& ref) const override;
  Result<Snapshot<grants::KeyGrants>> find_grants(const keys::KeyRef& key) const override;
  Result<ChangeNumber> commit(Batch batch) override;
  void begin_commit(Batch batch, Committed done) override;

  // These go to the store.
  Result<std::vector<Snapshot<keys::KeyRecord>>> list_keys(const keys::Scope& scope,
                                                           std::string_view after,
                                                           std::size_t limit) const override;
  Result<std::vector<Snapshot<keys::AliasRecord>>> list_aliases(
      const keys::Scope& scope, const std::optional<keys::KeyId>& target, std::string_view after,
      std::size_t limit) const override;
  Result<std::vector<grants::Grant>> list_grants(const keys::KeyRef& key, const GrantFilter& filter,
                                                 std::uint64_t after,
                                                 std::size_t limit) const override;
  Result<std::vector<grants::Grant>> list_retirable_grants(const RetirableFilter& filter,
                                                           std::uint64_t after,
                                                           std::size_t limit) const override;
  Result<std::vector<Snapshot<keys::KeyRecord>>> list_due_keys(Timestamp now,
                                                               std::size_t limit) const override;
  Result<keys::LastUsage> find_last_usage(const keys::KeyRef& ref) const override;
  Result<Timestamp> find_tracking_start() const override;
  Result<std::vector<identity::AccountRecord>> list_accounts() const override;
  Result<std::vector<identity::AccessKeyRecord>> list_access_keys() const override;
  Result<identity::AccessKeyRecord> find_access_key(std::string_view id) const override;
  Result<std::vector<identity::AccessKeyRecord>> list_access_keys_of(
      const keys::AccountId& account, std::string_view owner) const override;
  Result<Snapshot<identity::EntityRecord>> find_entity(
      const identity::EntityRef& ref) const override;
  Result<std::vector<Snapshot<identity::EntityRecord>>> list_entities(
      const keys::AccountId& account, identity::EntityKind kind, std::string_view after,
      std::size_t limit) const override;
  Result<std::vector<DeploymentSecret>> list_deployment_secrets() const override;
  ChangeNumber last_change() const override;
  Result<void> check_writable() override;

 private:
  struct Touched;
  struct ThreadCache;
  struct OwnedCache;
  // The newest key of the slot that was written, unless something else of the slot was since.
  struct Slot {
    std::atomic<std::uint64_t> version;
    std::mutex mutex;  // guards what follows
    ChangeNumber last_change = 0;
    std::uint64_t written_version = 0;
    Snapshot<keys::KeyRecord> written;
  };
  static constexpr std::size_t kSlots = 4096;

  ThreadCache& thread_cache() const;
  ThreadCache& make_thread_cache() const;
  void note(Touched touched, const Result<ChangeNumber>& committed);
  std::uint64_t version(std::uint64_t hash) const { return slots_[hash % kSlots].version; }
  void bump(std::uint64_t hash, ChangeNumber change, Snapshot<keys::KeyRecord> written) const;
  Snapshot<keys::KeyRecord> just_written(const keys::KeyRef& ref, std::uint64_t hash,
                                         std::uint64_t version) const;

  Store& store_;
  const Options options_;
  // Unique in the process. Shared so that a thread can tell which of its caches nobody needs.
  const std::shared_ptr<const std::uint64_t> id_;
  std::vector<Listener> listeners_;
  std::vector<IdentityListener> identity_listeners_;
  mutable std::array<Slot, kSlots> slots_{};
};

}  // namespace trent::storage
