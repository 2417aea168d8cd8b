// storage/testing/faulty_store.h: a Store whose disk misbehaves on command, for tests of what is
// built on a Store.
//
// Without a command it behaves like the store it wraps; it runs the conformance suite too. Commands
// may come from any thread while others use the store, except crash().
#pragma once

#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/memory/memory_store.h"
#include "storage/store.h"

namespace trent::storage {

class FaultyStore final : public Store {
 public:
  static constexpr int kForever = std::numeric_limits<int>::max();

  // `make` makes an empty store to wrap; crash() uses it again.
  explicit FaultyStore(std::function<std::unique_ptr<Store>()> make = make_memory_store);

  // The next `count` commits fail with Internal and write nothing. check_writable() fails
  // meanwhile.
  void fail_commits(int count) { commits_to_fail_ = count; }
  // The next `count` commits are written, and yet the caller is told Internal.
  void fail_commits_after_writing(int count) { commits_to_deny_ = count; }
  // The next `count` find_...() and list_...() calls fail with Internal.
  void fail_reads(int count) { reads_to_fail_ = count; }
  void delay_commits(Duration delay) { commit_delay_ = delay; }
  // From now on commits are acknowledged and visible, but gone after crash().
  void forget_commits() { forgetting_ = true; }
  // Ends all faults.
  void heal();

  // Loses what a crash loses and starts again; ends all faults. No other call may be running.
  void crash();

  Result<Snapshot<keys::KeyRecord>> find_key(const keys::KeyRef& ref) const override;
  Result<Snapshot<keys::AliasRecord>> find_alias(const keys::AliasRef& ref) const override;
  Result<std::vector<Snapshot<keys::KeyRecord>>> list_keys(const keys::Scope& scope,
                                                           std::string_view after,
                                                           std::size_t limit) const override;
  Result<std::vector<Snapshot<keys::AliasRecord>>> list_aliases(
      const keys::Scope& scope, const std::optional<keys::KeyId>& target, std::string_view after,
      std::size_t limit) const override;
  Result<Snapshot<grants::KeyGrants>> find_grants(const keys::KeyRef& key) const override;
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
  Result<ChangeNumber> commit(Batch batch) override;
  ChangeNumber last_change() const override { return store_->last_change(); }
  Result<void> check_writable() override;

 private:
  Result<void> check_readable() const;

  const std::function<std::unique_ptr<Store>()> make_;
  std::unique_ptr<Store> store_;

  std::atomic<int> commits_to_fail_ = 0;
  std::atomic<int> commits_to_deny_ = 0;
  mutable std::atomic<int> reads_to_fail_ = 0;
  std::atomic<Duration> commit_delay_ = Duration(0);
  std::atomic<bool> forgetting_ = false;

  std::mutex mutex_;            // guards the line below; keeps commits in its order
  std::vector<Batch> durable_;  // what crash() replays
};

}  // namespace trent::storage
