#include "storage/testing/faulty_store.h"

#include <thread>
#include <utility>

#include "base/assert.h"

namespace trent::storage {
namespace {

std::unexpected<Error> injected() { return fail_internally("a fault that a test asked for"); }

// True for the next `count` calls.
bool takes_one(std::atomic<int>& count) {
  int left = count.load();
  while (left > 0 && left != FaultyStore::kForever)
    if (count.compare_exchange_weak(left, left - 1)) return true;
  return left > 0;
}

}  // namespace

FaultyStore::FaultyStore(std::function<std::unique_ptr<Store>()> make)
    : make_(std::move(make)), store_(make_()) {}

void FaultyStore::heal() {
  commits_to_fail_ = 0;
  commits_to_deny_ = 0;
  reads_to_fail_ = 0;
  commit_delay_ = Duration(0);
  forgetting_ = false;
}

void FaultyStore::crash() {
  heal();
  store_.reset();
  store_ = make_();
  for (const Batch& batch : durable_) TRENT_ASSERT(store_->commit(batch));
}

Result<ChangeNumber> FaultyStore::commit(Batch batch) {
  std::this_thread::sleep_for(commit_delay_.load());
  if (takes_one(commits_to_fail_)) return injected();
  const std::lock_guard lock(mutex_);
  auto committed = store_->commit(batch);
  if (!committed) return committed;
  if (!forgetting_) durable_.push_back(std::move(batch));
  if (takes_one(commits_to_deny_)) return injected();
  return committed;
}

Result<void> FaultyStore::check_writable() {
  if (commits_to_fail_ > 0) return injected();
  return store_->check_writable();
}

Result<void> FaultyStore::check_readable() const {
  if (takes_one(reads_to_fail_)) return injected();
  return {};
}

Result<Snapshot<keys::KeyRecord>> FaultyStore::find_key(const keys::KeyRef& ref) const {
  TRY(check_readable());
  return store_->find_key(ref);
}

Result<Snapshot<keys::AliasRecord>> FaultyStore::find_alias(const keys::AliasRef& ref) const {
  TRY(check_readable());
  return store_->find_alias(ref);
}

Result<std::vector<Snapshot<keys::KeyRecord>>> FaultyStore::list_keys(const keys::Scope& scope,
                                                                      std::string_view after,
                                                                      std::size_t limit) const {
  TRY(check_readable());
  return store_->list_keys(scope, after, limit);
}

Result<std::vector<Snapshot<keys::AliasRecord>>> FaultyStore::list_aliases(
    const keys::Scope& scope, const std::optional<keys::KeyId>& target, std::string_view after,
    std::size_t limit) const {
  TRY(check_readable());
  return store_->list_aliases(scope, target, after, limit);
}

Result<Snapshot<grants::KeyGrants>> FaultyStore::find_grants(const keys::KeyRef& key) const {
  TRY(check_readable());
  return store_->find_grants(key);
}

Result<std::vector<grants::Grant>> FaultyStore::list_grants(const keys::KeyRef& key,
                                                            const GrantFilter& filter,
                                                            std::uint64_t after,
                                                            std::size_t limit) const {
  TRY(check_readable());
  return store_->list_grants(key, filter, after, limit);
}

Result<std::vector<grants::Grant>> FaultyStore::list_retirable_grants(const RetirableFilter& filter,
                                                                      std::uint64_t after,
                                                                      std::size_t limit) const {
  TRY(check_readable());
  return store_->list_retirable_grants(filter, after, limit);
}

Result<std::vector<Snapshot<keys::KeyRecord>>> FaultyStore::list_due_keys(Timestamp now,
                                                                          std::size_t limit) const {
  TRY(check_readable());
  return store_->list_due_keys(now, limit);
}

Result<keys::LastUsage> FaultyStore::find_last_usage(const keys::KeyRef& ref) const {
  TRY(check_readable());
  return store_->find_last_usage(ref);
}

Result<Timestamp> FaultyStore::find_tracking_start() const {
  TRY(check_readable());
  return store_->find_tracking_start();
}

Result<std::vector<identity::AccountRecord>> FaultyStore::list_accounts() const {
  TRY(check_readable());
  return store_->list_accounts();
}

Result<std::vector<identity::AccessKeyRecord>> FaultyStore::list_access_keys() const {
  TRY(check_readable());
  return store_->list_access_keys();
}

Result<identity::AccessKeyRecord> FaultyStore::find_access_key(std::string_view id) const {
  TRY(check_readable());
  return store_->find_access_key(id);
}

Result<std::vector<identity::AccessKeyRecord>> FaultyStore::list_access_keys_of(
    const keys::AccountId& account, std::string_view owner) const {
  TRY(check_readable());
  return store_->list_access_keys_of(account, owner);
}

Result<Snapshot<identity::EntityRecord>> FaultyStore::find_entity(
    const identity::EntityRef& ref) const {
  TRY(check_readable());
  return store_->find_entity(ref);
}

Result<std::vector<Snapshot<identity::EntityRecord>>> FaultyStore::list_entities(
    const keys::AccountId& account, identity::EntityKind kind, std::string_view after,
    std::size_t limit) const {
  TRY(check_readable());
  return store_->list_entities(account, kind, after, limit);
}

Result<std::vector<DeploymentSecret>> FaultyStore::list_deployment_secrets() const {
  TRY(check_readable());
  return store_->list_deployment_secrets();
}

}  // namespace trent::storage
