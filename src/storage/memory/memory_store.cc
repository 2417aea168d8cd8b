#include "storage/memory/memory_store.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <utility>

#include "storage/memory/grants_of_key.h"
#include "storage/write_rules.h"

namespace trent::storage {
namespace {

using grants::Grant;
using grants::KeyGrants;
using identity::AccessKeyRecord;
using identity::EntityRecord;
using identity::EntityRef;
using keys::AliasRecord;
using keys::AliasRef;
using keys::KeyRecord;
using keys::KeyRef;

template <class Record>
using Table = std::map<decltype(Record::ref), Snapshot<Record>>;

template <class Record>
Snapshot<Record> find_in(const Table<Record>& table, const decltype(Record::ref)& ref) {
  const auto found = table.find(ref);
  return found == table.end() ? nullptr : found->second;
}

template <class Record>
std::optional<std::uint64_t> revision_of(const Snapshot<Record>& stored) {
  return stored ? std::optional(stored->revision) : std::nullopt;
}

template <class Record>
Snapshot<Record> successor_of(Record record) {
  ++record.revision;
  return std::make_shared<const Record>(std::move(record));
}

// How many of something belong to each owner; owners of none have no entry.
template <class Owner>
using Counts = std::map<Owner, std::size_t>;

template <class Owner>
std::size_t count_in(const Counts<Owner>& counts, const std::type_identity_t<Owner>& owner) {
  const auto found = counts.find(owner);
  return found == counts.end() ? 0 : found->second;
}

template <class Owner>
void take_one(Counts<Owner>& counts, const std::type_identity_t<Owner>& owner) {
  const auto found = counts.find(owner);
  if (--found->second == 0) counts.erase(found);
}
class MemoryStore final : public Store {
 public:
  Result<Snapshot<KeyRecord>> find_key(const KeyRef& ref) const override {
    const std::shared_lock lock(mutex_);
    return found_or_not(find_in<KeyRecord>(keys_, ref));
  }

  Result<Snapshot<AliasRecord>> find_alias(const AliasRef& ref) const override {
    const std::shared_lock lock(mutex_);
    return found_or_not(find_in<AliasRecord>(aliases_, ref));
  }

  Result<std::vector<Snapshot<KeyRecord>>> list_keys(const keys::Scope& scope,
                                                     std::string_view after,
                                                     std::size_t limit) const override {
    const std::shared_lock lock(mutex_);
    std::vector<Snapshot<KeyRecord>> page;
    for (auto row = keys_.upper_bound({scope, keys::KeyId(std::string(after))});
         row != keys_.end() && row->first.scope == scope && page.size() < limit; ++row)
      page.push_back(row->second);
    return page;
  }

  Result<std::vector<Snapshot<AliasRecord>>> list_aliases(const keys::Scope& scope,
                                                          const std::optional<keys::KeyId>& target,
                                                          std::string_view after,
                                                          std::size_t limit) const override {
    const std::shared_lock lock(mutex_);
    std::vector<Snapshot<AliasRecord>> page;
    for (auto row = aliases_.upper_bound({scope, keys::AliasName(std::string(after))});
         row != aliases_.end() && row->first.scope == scope && page.size() < limit; ++row)
      if (!target || row->second->target == *target) page.push_back(row->second);
    return page;
  }

  Result<std::vector<Snapshot<KeyRecord>>> list_due_keys(Timestamp now,
                                                         std::size_t limit) const override {
    const std::shared_lock lock(mutex_);
    std::vector<Snapshot<KeyRecord>> page;
    for (auto row = due_.begin(); row != due_.end() && row->first <= now && page.size() < limit;
         ++row)
      page.push_back(keys_.at(row->second));
    return page;
  }

  Result<Snapshot<KeyGrants>> find_grants(const KeyRef& key) const override {
    TRY_ASSIGN(auto all, list_grants(key, {}, 0, grants::kGrantsPerKeyMax));
    return std::make_shared<const KeyGrants>(key, std::move(all));
  }

  Result<std::vector<Grant>> list_grants(const KeyRef& key, const GrantFilter& filter,
                                         std::uint64_t after, std::size_t limit) const override {
    const std::shared_lock lock(mutex_);
    std::vector<Grant> page;
    const auto of_key = grants_.find(key);
    if (of_key == grants_.end()) return page;
    const auto& rows = of_key->second.by_ordinal;
    for (auto row = rows.upper_bound(after); row != rows.end() && page.size() < limit; ++row)
      if (matches(row->second, filter)) page.push_back(row->second);
    return page;
  }

  Result<std::vector<Grant>> list_retirable_grants(const RetirableFilter& filter,
                                                   std::uint64_t after,
                                                   std::size_t limit) const override {
    const std::shared_lock lock(mutex_);
    std::map<std::uint64_t, const Grant*> found;
    for (const auto& [key, of_key] : grants_)
      if (key.scope.region == filter.region &&
          (!filter.key_owner || key.scope.account == *filter.key_owner))
        for (const auto& [ordinal, grant] : of_key.by_ordinal)
          if (ordinal > after && grant.retiring && grant.retiring->name == filter.retiring)
            found.emplace(ordinal, &grant);
    std::vector<Grant> page;
    for (const auto& [ordinal, grant] : found)
      if (page.size() < limit) page.push_back(*grant);
    return page;
  }

  Result<keys::LastUsage> find_last_usage(const KeyRef& ref) const override {
    const std::shared_lock lock(mutex_);
    const auto found = last_usages_.find(ref);
    if (found == last_usages_.end()) return fail_silently(ErrorCode::NotFound);
    return found->second;
  }

  Result<Timestamp> find_tracking_start() const override {
    const std::shared_lock lock(mutex_);
    if (!tracking_start_) return fail_silently(ErrorCode::NotFound);
    return *tracking_start_;
  }

  Result<std::vector<identity::AccountRecord>> list_accounts() const override {
    return values_of(accounts_);
  }
  Result<std::vector<identity::AccessKeyRecord>> list_access_keys() const override {
    return values_of(access_keys_);
  }
  Result<AccessKeyRecord> find_access_key(std::string_view id) const override {
    const std::shared_lock lock(mutex_);
    const auto found = access_keys_.find(std::string(id));
    if (found == access_keys_.end()) return fail_silently(ErrorCode::NotFound);
    return found->second;
  }
  Result<std::vector<AccessKeyRecord>> list_access_keys_of(const keys::AccountId& account,
                                                           std::string_view owner) const override {
    std::vector<AccessKeyRecord> all = values_of(access_keys_);
    std::erase_if(all, [&](const AccessKeyRecord& each) {
      return each.account != account || each.owner != owner;
    });
    return all;
  }

  Result<Snapshot<EntityRecord>> find_entity(const EntityRef& ref) const override {
    const std::shared_lock lock(mutex_);
    return found_or_not(find_in<EntityRecord>(entities_, ref));
  }
  Result<std::vector<Snapshot<EntityRecord>>> list_entities(const keys::AccountId& account,
                                                            identity::EntityKind kind,
                                                            std::string_view after,
                                                            std::size_t limit) const override {
    const std::shared_lock lock(mutex_);
    std::vector<Snapshot<EntityRecord>> page;
    for (auto row = entities_.upper_bound({account, kind, std::string(after)});
         row != entities_.end() && row->first.account == account && row->first.kind == kind &&
         page.size() < limit;
         ++row)
      page.push_back(row->second);
    return page;
  }

  Result<std::vector<DeploymentSecret>> list_deployment_secrets() const override {
    return values_of(secrets_);
  }

  Result<ChangeNumber> commit(Batch batch) override {
    const std::unique_lock lock(mutex_);
    for (Write& write : batch) {
      const auto applied = std::visit([this](auto& one) { return apply(std::move(one)); }, write);
      if (!applied) {
        roll_back();
        return std::unexpected(applied.error());
      }
    }
    undo_.clear();
    return ++last_change_;
  }

  ChangeNumber last_change() const override {
    const std::shared_lock lock(mutex_);
    return last_change_;
  }

  Result<void> check_writable() override { return {}; }

 private:
  template <class Record>
  static Result<Snapshot<Record>> found_or_not(Snapshot<Record> snapshot) {
    if (!snapshot) return fail_silently(ErrorCode::NotFound);
    return snapshot;
  }

  template <class Key, class Value>
  std::vector<Value> values_of(const std::map<Key, Value>& table) const {
    const std::shared_lock lock(mutex_);
    std::vector<Value> values;
    values.reserve(table.size());
    for (const auto& [key, value] : table) values.push_back(value);
    return values;
  }

  Result<void> apply(PutKey write) {
    TRY(check_put(write.key.revision, revision_of(find_in<KeyRecord>(keys_, write.key.ref))));
    const KeyRef ref = write.key.ref;
    replace_key(ref, successor_of(std::move(write.key)));
    return {};
  }

  Result<void> apply(const DeleteKey& write) {
    TRY(check_delete(write.revision, revision_of(find_in<KeyRecord>(keys_, write.ref))));
    std::vector<AliasRef> doomed;
    for (const auto& [ref, alias] : aliases_)
      if (ref.scope == write.ref.scope && alias->target == write.ref.id) doomed.push_back(ref);
    for (const AliasRef& ref : doomed) replace_alias(ref, nullptr);
    replace_last_usage(write.ref, std::nullopt);
    if (auto of_key = grants_.extract(write.ref))
      undo_.push_back([this, ref = write.ref, old = std::move(of_key.mapped())] {
        grants_.insert_or_assign(ref, old);
      });
    replace_key(write.ref, nullptr);
    return {};
  }

  Result<void> apply(PutAlias write) {
    const AliasRef ref = write.alias.ref;
    TRY(check_put(write.alias.revision, revision_of(find_in<AliasRecord>(aliases_, ref))));
    if (!keys_.contains({ref.scope, write.alias.target})) return fail_silently(ErrorCode::NotFound);
    replace_alias(ref, successor_of(std::move(write.alias)));
    return {};
  }

  Result<void> apply(const DeleteAlias& write) {
    TRY(check_delete(write.revision, revision_of(find_in<AliasRecord>(aliases_, write.ref))));
    replace_alias(write.ref, nullptr);
    return {};
  }

  Result<void> apply(PutGrant write) {
    const KeyRef key = write.grant.key;
    if (!keys_.contains(key)) return fail_silently(ErrorCode::NotFound);
    GrantsOfKey& of_key = grants_[key];
    if (of_key.ordinals.contains(write.grant.id) || of_key.repeats_one(write.grant))
      return fail_silently(ErrorCode::Conflict);
    TRY(check_fewer(of_key.ordinals.size(), grants::kGrantsPerKeyMax));
    write.grant.ordinal = ++last_grant_;
    undo_.push_back([this, key, id = write.grant.id] { grants_.at(key).remove(id); });
    of_key.add(std::move(write.grant));
    return {};
  }

  Result<void> apply(const DeleteGrant& write) {
    const auto of_key = grants_.find(write.key);
    if (of_key == grants_.end() || !of_key->second.ordinals.contains(write.id))
      return fail_silently(ErrorCode::NotFound);
    const std::uint64_t ordinal = of_key->second.ordinals.at(write.id);
    undo_.push_back(
        [this, old = of_key->second.by_ordinal.at(ordinal)] { grants_.at(old.key).add(old); });
    of_key->second.remove(write.id);
    return {};
  }

  Result<void> apply(PutAccount write) {
    const keys::AccountId id = write.account.id;
    return insert(accounts_, id, std::move(write.account));
  }
  Result<void> apply(PutAccessKey write) {
    const std::string id = write.access_key.id;
    TRY(check_put(write.access_key.revision, revision_of_access_key(id)));
    ++write.access_key.revision;
    if (const auto old = access_keys_.find(id); old != access_keys_.end())
      write.access_key.last_use = later_use(write.access_key.last_use, old->second.last_use);
    replace_access_key(id, std::move(write.access_key));
    return {};
  }
  Result<void> apply(const DeleteAccessKey& write) {
    TRY(check_delete(write.revision, revision_of_access_key(write.id)));
    replace_access_key(write.id, std::nullopt);
    return {};
  }
  Result<void> apply(PutAccessKeyUse write) {
    const auto found = access_keys_.find(write.id);
    if (found == access_keys_.end()) return {};
    AccessKeyRecord next = found->second;
    if (next.last_use && next.last_use->at > write.use.at) return {};
    next.last_use = std::move(write.use);
    replace_access_key(write.id, std::move(next));
    return {};
  }

  Result<void> apply(PutEntity write) {
    const EntityRef ref = write.entity.ref;
    TRY(check_put(write.entity.revision, revision_of(find_in<EntityRecord>(entities_, ref))));
    replace_entity(ref, successor_of(std::move(write.entity)));
    return {};
  }
  Result<void> apply(const DeleteEntity& write) {
    TRY(check_delete(write.revision, revision_of(find_in<EntityRecord>(entities_, write.ref))));
    replace_entity(write.ref, nullptr);
    return {};
  }
  Result<void> apply(PutDeploymentSecret write) {
    const std::string name = write.name;
    return insert(secrets_, name, DeploymentSecret{name, std::move(write.sealed)});
  }

  Result<void> apply(PutLastUsage write) {
    if (!keys_.contains(write.ref)) return {};
    const auto old = last_usages_.find(write.ref);
    if (old != last_usages_.end() && old->second.at > write.usage.at) return {};
    replace_last_usage(write.ref, std::move(write.usage));
    return {};
  }
  Result<void> apply(const PutTrackingStart& write) {
    if (tracking_start_) return fail_silently(ErrorCode::Conflict);
    undo_.push_back([this] { tracking_start_.reset(); });
    tracking_start_ = write.since;
    return {};
  }

  Result<void> apply(const RequireFewerKeys& write) {
    return check_fewer(count_in(customer_managed_keys_, write.scope), write.max);
  }
  Result<void> apply(const RequireFewerAliases& write) {
    if (!keys_.contains(write.key)) return fail_silently(ErrorCode::NotFound);
    return check_fewer(count_in(aliases_of_keys_, write.key), write.max);
  }
  Result<void> apply(const RequireFewerEntities& write) {
    return check_fewer(count_in(entities_of_kinds_, {write.account, write.kind}), write.max);
  }

  template <class Key, class Value>
  Result<void> insert(std::map<Key, Value>& table, const Key& key, Value value) {
    if (!table.emplace(key, std::move(value)).second) return fail_silently(ErrorCode::Conflict);
    undo_.push_back([&table, key] { table.erase(key); });
    return {};
  }

  void replace_key(const KeyRef& ref, Snapshot<KeyRecord> next) {
    undo_.push_back([this, ref, old = find_in<KeyRecord>(keys_, ref)] { set_key(ref, old); });
    set_key(ref, std::move(next));
  }

  void replace_alias(const AliasRef& ref, Snapshot<AliasRecord> next) {
    undo_.push_back(
        [this, ref, old = find_in<AliasRecord>(aliases_, ref)] { set_alias(ref, old); });
    set_alias(ref, std::move(next));
  }

  std::optional<std::uint64_t> revision_of_access_key(const std::string& id) const {
    const auto found = access_keys_.find(id);
    return found == access_keys_.end() ? std::nullopt : std::optional(found->second.revision);
  }

  void replace_access_key(const std::string& id, std::optional<AccessKeyRecord> next) {
    const auto found = access_keys_.find(id);
    undo_.push_back([this, id,
                     old = found == access_keys_.end()
                               ? std::nullopt
                               : std::optional(found->second)] { set_access_key(id, old); });
    set_access_key(id, std::move(next));
  }

  void set_access_key(const std::string& id, std::optional<AccessKeyRecord> next) {
    if (next)
      access_keys_.insert_or_assign(id, *std::move(next));
    else
      access_keys_.erase(id);
  }

  void replace_entity(const EntityRef& ref, Snapshot<EntityRecord> next) {
    undo_.push_back(
        [this, ref, old = find_in<EntityRecord>(entities_, ref)] { set_entity(ref, old); });
    set_entity(ref, std::move(next));
  }

  void set_entity(const EntityRef& ref, Snapshot<EntityRecord> next) {
    if (entities_.contains(ref)) take_one(entities_of_kinds_, {ref.account, ref.kind});
    if (!next) {
      entities_.erase(ref);
      return;
    }
    ++entities_of_kinds_[{ref.account, ref.kind}];
    entities_[ref] = std::move(next);
  }

  void replace_last_usage(const KeyRef& ref, std::optional<keys::LastUsage> next) {
    const auto found = last_usages_.find(ref);
    undo_.push_back([this, ref,
                     old = found == last_usages_.end()
                               ? std::nullopt
                               : std::optional(found->second)] { set_last_usage(ref, old); });
    set_last_usage(ref, std::move(next));
  }

  void set_last_usage(const KeyRef& ref, std::optional<keys::LastUsage> next) {
    if (next)
      last_usages_.insert_or_assign(ref, *std::move(next));
    else
      last_usages_.erase(ref);
  }

  // Keeps due_ and the count true as well. No snapshot: removes.
  void set_key(const KeyRef& ref, Snapshot<KeyRecord> next) {
    if (const auto old = find_in<KeyRecord>(keys_, ref)) {
      if (const auto due = next_due(*old)) due_.erase({*due, ref});
      if (old->manager == keys::KeyManager::CUSTOMER) take_one(customer_managed_keys_, ref.scope);
    }
    if (!next) {
      keys_.erase(ref);
      return;
    }
    if (const auto due = next_due(*next)) due_.insert({*due, ref});
    if (next->manager == keys::KeyManager::CUSTOMER) ++customer_managed_keys_[ref.scope];
    keys_[ref] = std::move(next);
  }

  void set_alias(const AliasRef& ref, Snapshot<AliasRecord> next) {
    if (const auto old = find_in<AliasRecord>(aliases_, ref))
      take_one(aliases_of_keys_, {ref.scope, old->target});
    if (!next) {
      aliases_.erase(ref);
      return;
    }
    ++aliases_of_keys_[{ref.scope, next->target}];
    aliases_[ref] = std::move(next);
  }

  void roll_back() {
    for (auto step = undo_.rbegin(); step != undo_.rend(); ++step) (*step)();
    undo_.clear();
  }

  mutable std::shared_mutex mutex_;  // guards all below
  Table<KeyRecord> keys_;
  Table<AliasRecord> aliases_;
  Table<EntityRecord> entities_;
  std::set<std::pair<Timestamp, KeyRef>> due_;
  Counts<keys::Scope> customer_managed_keys_;
  Counts<KeyRef> aliases_of_keys_;
  Counts<std::pair<keys::AccountId, identity::EntityKind>> entities_of_kinds_;
  std::map<KeyRef, keys::LastUsage> last_usages_;
  std::map<KeyRef, GrantsOfKey> grants_;
  std::uint64_t last_grant_ = 0;
  std::optional<Timestamp> tracking_start_;
  std::map<keys::AccountId, identity::AccountRecord> accounts_;
  std::map<std::string, AccessKeyRecord> access_keys_;
  std::map<std::string, DeploymentSecret> secrets_;
  std::vector<std::function<void()>> undo_;  // of the batch that is being written, oldest first
  ChangeNumber last_change_ = 0;
};

}  // namespace

std::unique_ptr<Store> make_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace trent::storage
