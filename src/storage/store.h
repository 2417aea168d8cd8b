// storage/store.h: where records live. Implementations: memory/, sqlite/; testing/ has a faulty
// one.
//
// A store is not trusted with secrets: everything secret is wrapped before it gets here. What a
// store promises:
//   - durable: when commit() returns a number, the batch survives a crash of the process or
//   machine;
//   - atomic: a batch is written whole or not at all, also when the crash comes in its middle;
//   - isolated: two writers cannot both replace the same revision of a record;
//   - erasing: when commit() of a batch that drops wrapped material returns, its bytes are in no
//   file;
//   - ordered: batches get strictly increasing change numbers;
//   - safe to call from any thread. commit() may wait for the disk, reads do not wait for writers.
// storage/testing/store_conformance.h holds every implementation to this contract.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "grants/grant.h"
#include "identity/records.h"
#include "keys/key_record.h"
#include "keys/last_usage.h"

namespace trent::storage {

using ChangeNumber = std::uint64_t;

template <class Record>
using Snapshot = std::shared_ptr<const Record>;

// --- what can be written ------------------------------------------------------------------------

// Inserts when `key.revision` is 0 (Conflict if it exists), else replaces that revision (NotFound
// if it is gone, Conflict if somebody replaced it first). The stored record's revision is one
// higher.
struct PutKey {
  keys::KeyRecord key;
};

// Removes the key with everything that belongs to it: material, tags, policy, last usage, grants,
// and all its aliases.
struct DeleteKey {
  keys::KeyRef ref;
  std::uint64_t revision = 0;
};

// As PutKey. The target key must exist in the same account and Region (NotFound).
struct PutAlias {
  keys::AliasRecord alias;
};

struct DeleteAlias {
  keys::AliasRef ref;
  std::uint64_t revision = 0;
};

// Insert only, and gives the grant its ordinal. Errors: NotFound (the key is gone), Conflict (the
// key has a grant of this id, or one that this is_repeat_of), LimitExceeded (the key has
// grants::kGrantsPerKeyMax already). Leaves the key's record and revision alone.
struct PutGrant {
  grants::Grant grant;
};

// Errors: NotFound.
struct DeleteGrant {
  keys::KeyRef key;
  grants::GrantId id;
};

// Insert only: Conflict if it exists.
struct PutAccount {
  identity::AccountRecord account;
};

// As PutKey, but a later use that is remembered already stays.
struct PutAccessKey {
  identity::AccessKeyRecord access_key;
};

struct DeleteAccessKey {
  std::string id;
  std::uint64_t revision = 0;
};

// Remembers the newest use of an access key. Does nothing, and succeeds, when the key is gone or
// when a later use is remembered already. Leaves the record's revision alone.
struct PutAccessKeyUse {
  std::string id;
  identity::AccessKeyUse use;
};

// As PutKey, for users, groups, roles, managed policies and OIDC providers.
struct PutEntity {
  identity::EntityRecord entity;
};

struct DeleteEntity {
  identity::EntityRef ref;
  std::uint64_t revision = 0;
};

// Named secrets of the deployment, sealed (domain keys, identifier key). Insert only.
struct PutDeploymentSecret {
  std::string name;
  Bytes sealed;
};

// Remembers the newest use of a key. Does nothing, and succeeds, when the key is gone meanwhile or
// when a later use is remembered already. Leaves the key's record and revision alone.
struct PutLastUsage {
  keys::KeyRef ref;
  keys::LastUsage usage;
};

// Since when uses of keys are remembered at all. Insert only: Conflict if it is known.
struct PutTrackingStart {
  Timestamp since;
};

// Writes nothing, but fails its batch with LimitExceeded (without message) unless, at its place in
// the batch, the scope has fewer than `max` keys that customers manage, in whatever state.
struct RequireFewerKeys {
  keys::Scope scope;
  std::size_t max = 0;
};
// Likewise for the aliases of a key. NotFound if there is no such key.
struct RequireFewerAliases {
  keys::KeyRef key;
  std::size_t max = 0;
};

// Likewise for the entities of a kind in an account.
struct RequireFewerEntities {
  keys::AccountId account;
  identity::EntityKind kind = identity::EntityKind::User;
  std::size_t max = 0;
};

using Write = std::variant<PutKey, DeleteKey, PutAlias, DeleteAlias, PutGrant, DeleteGrant,
                           PutAccount, PutAccessKey, DeleteAccessKey, PutAccessKeyUse, PutEntity,
                           DeleteEntity, PutDeploymentSecret, PutLastUsage, PutTrackingStart,
                           RequireFewerKeys, RequireFewerAliases, RequireFewerEntities>;
using Batch = std::vector<Write>;

// Which of a key's grants to list: those that match what is set.
struct GrantFilter {
  std::optional<grants::GrantId> id{};
  std::optional<std::string> grantee{};  // the name of a Principal
  std::optional<std::string> name{};     // not empty
};

// Which grants their retiring principal is told of: those in the Region that name it.
struct RetirableFilter {
  keys::Region region;
  std::string retiring;                        // the name of a Principal
  std::optional<keys::AccountId> key_owner{};  // only grants on keys of this account
};

struct DeploymentSecret {
  std::string name;
  Bytes sealed;
};

// What came of a commit.
using Committed = std::move_only_function<void(Result<ChangeNumber>)>;

class Store {
 public:
  virtual ~Store() = default;

  // Errors: NotFound (without message), Internal.
  virtual Result<Snapshot<keys::KeyRecord>> find_key(const keys::KeyRef& ref) const = 0;
  virtual Result<Snapshot<keys::AliasRecord>> find_alias(const keys::AliasRef& ref) const = 0;

  // Up to `limit` records of the scope that come after `after` (empty: from the start), keys by id,
  // aliases by name, both in byte order. Fewer than `limit` means the end.
  virtual Result<std::vector<Snapshot<keys::KeyRecord>>> list_keys(const keys::Scope& scope,
                                                                   std::string_view after,
                                                                   std::size_t limit) const = 0;
  // With `target`, only the aliases of that key.
  virtual Result<std::vector<Snapshot<keys::AliasRecord>>> list_aliases(
      const keys::Scope& scope, const std::optional<keys::KeyId>& target, std::string_view after,
      std::size_t limit) const = 0;

  // All grants of the key; none if there is no such key.
  virtual Result<Snapshot<grants::KeyGrants>> find_grants(const keys::KeyRef& key) const = 0;
  // Up to `limit` grants of the key whose ordinal is above `after`, in order of creation. Fewer
  // than `limit` means the end.
  virtual Result<std::vector<grants::Grant>> list_grants(const keys::KeyRef& key,
                                                         const GrantFilter& filter,
                                                         std::uint64_t after,
                                                         std::size_t limit) const = 0;
  // The same for grants on any key.
  virtual Result<std::vector<grants::Grant>> list_retirable_grants(const RetirableFilter& filter,
                                                                   std::uint64_t after,
                                                                   std::size_t limit) const = 0;

  // Up to `limit` keys whose keys::next_due() is at or before `now`, earliest first.
  virtual Result<std::vector<Snapshot<keys::KeyRecord>>> list_due_keys(Timestamp now,
                                                                       std::size_t limit) const = 0;

  // Errors: NotFound (without message) when no use of the key is remembered, Internal.
  virtual Result<keys::LastUsage> find_last_usage(const keys::KeyRef& ref) const = 0;
  // Errors: NotFound (without message) before it was put, Internal.
  virtual Result<Timestamp> find_tracking_start() const = 0;

  virtual Result<std::vector<identity::AccountRecord>> list_accounts() const = 0;
  virtual Result<std::vector<identity::AccessKeyRecord>> list_access_keys() const = 0;
  // Errors: NotFound (without message), Internal.
  virtual Result<identity::AccessKeyRecord> find_access_key(std::string_view id) const = 0;
  // In order of id. `owner`: as in the record.
  virtual Result<std::vector<identity::AccessKeyRecord>> list_access_keys_of(
      const keys::AccountId& account, std::string_view owner) const = 0;

  // Errors: NotFound (without message), Internal.
  virtual Result<Snapshot<identity::EntityRecord>> find_entity(
      const identity::EntityRef& ref) const = 0;
  // Up to `limit` entities that come after the folded name `after`, in byte order of those.
  virtual Result<std::vector<Snapshot<identity::EntityRecord>>> list_entities(
      const keys::AccountId& account, identity::EntityKind kind, std::string_view after,
      std::size_t limit) const = 0;

  virtual Result<std::vector<DeploymentSecret>> list_deployment_secrets() const = 0;

  // Writes the whole batch or nothing. How many keys, aliases and entities there are already does
  // not make it slower. Errors: NotFound, Conflict, LimitExceeded (all without message), Internal
  // (the disk refused: nothing of the batch is visible, and the store goes on).
  virtual Result<ChangeNumber> commit(Batch batch) = 0;
  // As commit(), but need not wait: calls `done` once, with what commit() would have returned, from
  // whatever thread, which must not be kept. The store outlives the call.
  virtual void begin_commit(Batch batch, Committed done) { done(commit(std::move(batch))); }

  // Number of the newest committed batch; 0 for a new store.
  virtual ChangeNumber last_change() const = 0;

  // Whether a commit could succeed now: for readiness checks. Writes a probe and waits for it.
  virtual Result<void> check_writable() = 0;
};

}  // namespace trent::storage
