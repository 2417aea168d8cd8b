#include "storage/sqlite/batch_writer.h"

#include <optional>

#include "base/assert.h"
#include "storage/sqlite/entity_details.h"
#include "storage/sqlite/grant_reader.h"
#include "storage/sqlite/identity_reader.h"
#include "storage/sqlite/record_reader.h"
#include "storage/sqlite/sealed_slots.h"
#include "storage/write_rules.h"

namespace trent::storage::sqlite {
namespace {

using keys::KeyRecord;
using keys::KeyRef;
using keys::MaterialVersion;

constexpr std::string_view kInsertKey =
    "INSERT INTO keys (account, region, id, revision, spec, usage, origin, created_ms, "
    "description, "
    "enabled, deletion_date_ms, policy, next_due_ms, rotation_period_days, next_rotation_ms, "
    "primary_region, replica_regions, window_after_replicas_days, manager, "
    "policy_principals) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
    "?19, ?20)";
constexpr std::string_view kUpdateKey =
    "UPDATE keys SET revision = ?2, spec = ?3, usage = ?4, origin = ?5, created_ms = ?6, "
    "description = ?7, enabled = ?8, deletion_date_ms = ?9, policy = ?10, next_due_ms = ?11, "
    "rotation_period_days = ?12, next_rotation_ms = ?13, primary_region = ?14, "
    "replica_regions = ?15, window_after_replicas_days = ?16, manager = ?17, "
    "policy_principals = ?18 "
    "WHERE key_row = ?1";
constexpr std::string_view kPutMaterial =
    "REPLACE INTO key_materials (key_row, position, id, state, created_ms, description, "
    "valid_to_ms, domain_key, slot, size_bytes, public_key, rotation_type, rotation_date_ms) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
constexpr std::string_view kPutAlias =
    "REPLACE INTO aliases (account, region, name, revision, target_row, created_ms, updated_ms) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

constexpr std::string_view kCountKeys =
    "SELECT keys FROM key_counts WHERE account = ?1 AND region = ?2 AND manager = ?3";
constexpr std::string_view kCountEntities =
    "SELECT entities FROM iam_entity_counts WHERE account = ?1 AND kind = ?2";
// Never looks at more than the limit.
constexpr std::string_view kCountAliases =
    "SELECT count(*) FROM (SELECT 1 FROM aliases WHERE target_row = ?1 LIMIT ?2)";
constexpr std::string_view kPutAccessKey =
    "REPLACE INTO access_keys (id, account, revision, owner, status, created_ms, domain_key, slot, "
    "size_bytes, used_ms, used_service, used_region) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
// Not REPLACE, which would count a row that is replaced once more: it deletes without triggers.
constexpr std::string_view kPutEntity =
    "INSERT INTO iam_entities (account, kind, folded_name, revision, id, name, path, created_ms, "
    "details) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
    "ON CONFLICT (account, kind, folded_name) DO UPDATE SET revision = excluded.revision, "
    "id = excluded.id, name = excluded.name, path = excluded.path, "
    "created_ms = excluded.created_ms, details = excluded.details";

// A key that is gone gives no row to insert.
constexpr std::string_view kPutLastUsage =
    "INSERT INTO key_last_usages (key_row, operation, used_ms, request_id) "
    "SELECT key_row, ?4, ?5, ?6 FROM keys WHERE account = ?1 AND region = ?2 AND id = ?3 "
    "ON CONFLICT (key_row) DO UPDATE SET operation = excluded.operation, "
    "used_ms = excluded.used_ms, request_id = excluded.request_id "
    "WHERE excluded.used_ms >= used_ms";

constexpr std::string_view kPutGrant =
    "INSERT INTO grants (key_row, id, name, grantee, grantee_id, retiring, retiring_id, "
    "operations, context_match, context_pairs, source_arn, issuing_account, created_ms) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
constexpr std::string_view kCountGrants = "SELECT grant_count FROM keys WHERE key_row = ?1";
constexpr std::string_view kAddToGrantCount =
    "UPDATE keys SET grant_count = grant_count + ?2 WHERE key_row = ?1";

// Nothing where find() says NotFound; other errors stay errors.
template <class Value>
Result<std::optional<Value>> if_found(Result<Value> result) {
  if (result) return std::optional(*std::move(result));
  if (result.error().code == ErrorCode::NotFound) return std::optional<Value>();
  return std::unexpected(std::move(result).error());
}

std::optional<std::int64_t> period_days_of(const KeyRecord& key) {
  if (!key.rotation_schedule) return std::nullopt;
  return key.rotation_schedule->period.count();
}

std::optional<Timestamp> next_rotation_of(const KeyRecord& key) {
  if (!key.rotation_schedule) return std::nullopt;
  return key.rotation_schedule->next;
}

std::optional<std::string_view> primary_region_of(const KeyRecord& key) {
  if (!key.multi_region) return std::nullopt;
  return key.multi_region->primary.view();
}

std::string policy_principals_of(const KeyRecord& key) {
  std::string lines;
  for (const auto& [arn, id] : key.policy_principals)
    lines.append(arn).append(" ").append(id).append("\n");
  return lines;
}

std::optional<std::string> replica_regions_of(const KeyRecord& key) {
  if (!key.multi_region) return std::nullopt;
  std::string names;
  for (const keys::Region& region : key.multi_region->replicas)
    names.append(names.empty() ? "" : " ").append(region.view());
  return names;
}

std::optional<std::int64_t> window_days_of(const KeyRecord& key) {
  if (!key.window_after_replicas) return std::nullopt;
  return key.window_after_replicas->count();
}

std::optional<std::string_view> rotation_type_of(const MaterialVersion& material) {
  if (!material.rotation) return std::nullopt;
  return name_of(material.rotation->type);
}

std::optional<Timestamp> rotation_date_of(const MaterialVersion& material) {
  if (!material.rotation) return std::nullopt;
  return material.rotation->date;
}

std::optional<std::string_view> retiring_of(const grants::Grant& grant) {
  if (!grant.retiring) return std::nullopt;
  return grant.retiring->name;
}

std::optional<std::string_view> retiring_id_of(const grants::Grant& grant) {
  if (!grant.retiring) return std::nullopt;
  return grant.retiring->unique_id;
}

std::optional<std::string_view> context_match_of(const grants::Grant& grant) {
  if (!grant.constraints.context) return std::nullopt;
  return name_of(grant.constraints.context->match);
}

std::optional<Bytes> context_pairs_of(const grants::Grant& grant) {
  if (!grant.constraints.context) return std::nullopt;
  return keys::canonical_bytes(grant.constraints.context->pairs);
}

std::string operations_of(const grants::Grant& grant) {
  std::string names;
  for (const grants::GrantOperation operation : grant.operations.list())
    names.append(names.empty() ? "" : " ").append(name_of(operation));
  return names;
}

class BatchWriter {
 public:
  explicit BatchWriter(Connection& connection) : connection_(connection) {}

  Result<void> apply(const PutKey& write) {
    const KeyRecord& key = write.key;
    TRY_ASSIGN(const auto old, if_found(find_stored_key(connection_, key.ref)));
    TRY(check_put(key.revision, old ? std::optional(old->record.revision) : std::nullopt));
    return old ? replace_key(*old, key) : insert_key(key);
  }

  // Rows that belong to the key go by themselves (ON DELETE CASCADE).
  Result<void> apply(const DeleteKey& write) {
    TRY_ASSIGN(const auto old, if_found(find_stored_key(connection_, write.ref)));
    TRY(check_delete(write.revision, old ? std::optional(old->record.revision) : std::nullopt));
    TRENT_ASSERT(old.has_value());  // check_delete refuses what is not there
    for (const std::optional<Slot>& slot : old->slots) TRY(erase(slot));
    return connection_.run("DELETE FROM keys WHERE key_row = ?1", old->row);
  }

  Result<void> apply(const PutAlias& write) {
    const keys::AliasRecord& alias = write.alias;
    TRY_ASSIGN(const auto old, if_found(find_alias(connection_, alias.ref)));
    TRY(check_put(alias.revision, old ? std::optional(old->revision) : std::nullopt));
    TRY_ASSIGN(const std::int64_t target, row_of({alias.ref.scope, alias.target}));
    return connection_.run(kPutAlias, alias.ref.scope.account, alias.ref.scope.region,
                           alias.ref.name, alias.revision + 1, target, alias.created,
                           alias.updated);
  }

  Result<void> apply(const DeleteAlias& write) {
    TRY_ASSIGN(const auto old, if_found(find_alias(connection_, write.ref)));
    TRY(check_delete(write.revision, old ? std::optional(old->revision) : std::nullopt));
    return connection_.run("DELETE FROM aliases WHERE account = ?1 AND region = ?2 AND name = ?3",
                           write.ref.scope.account, write.ref.scope.region, write.ref.name);
  }

  Result<void> apply(const PutGrant& write) {
    const grants::Grant& grant = write.grant;
    TRY_ASSIGN(const std::int64_t key_row, row_of(grant.key));
    TRY(must_be_new("SELECT 1 FROM grants WHERE key_row = ?1 AND id = ?2", key_row, grant.id));
    TRY(must_not_repeat(grant));
    TRY_ASSIGN(const std::int64_t count, number(kCountGrants, key_row));
    TRY(check_fewer(static_cast<std::size_t>(count), grants::kGrantsPerKeyMax));
    TRY(connection_.run(kPutGrant, key_row, grant.id, grant.name, grant.grantee.name,
                        grant.grantee.unique_id, retiring_of(grant), retiring_id_of(grant),
                        operations_of(grant), context_match_of(grant), context_pairs_of(grant),
                        grant.constraints.source_arn, grant.issuing_account, grant.created));
    return connection_.run(kAddToGrantCount, key_row, std::int64_t{1});
  }

  Result<void> apply(const DeleteGrant& write) {
    TRY_ASSIGN(const std::int64_t key_row, row_of(write.key));
    TRY_ASSIGN(
        const auto grant_row,
        number("SELECT grant_row FROM grants WHERE key_row = ?1 AND id = ?2", key_row, write.id));
    TRY(connection_.run("DELETE FROM grants WHERE grant_row = ?1", grant_row));
    return connection_.run(kAddToGrantCount, key_row, std::int64_t{-1});
  }

  Result<void> apply(const PutAccount& write) {
    TRY(must_be_new("SELECT 1 FROM accounts WHERE id = ?1", write.account.id.view()));
    return connection_.run("INSERT INTO accounts (id, created_ms) VALUES (?1, ?2)",
                           write.account.id, write.account.created);
  }

  Result<void> apply(const PutAccessKey& write) {
    const identity::AccessKeyRecord& access_key = write.access_key;
    TRY_ASSIGN(const auto old, if_found(find_stored_access_key(connection_, access_key.id)));
    TRY(check_put(access_key.revision, old ? std::optional(old->record.revision) : std::nullopt));
    TRY_ASSIGN(const auto slot, slot_for(old, access_key));
    const auto use =
        old ? later_use(access_key.last_use, old->record.last_use) : access_key.last_use;
    return connection_.run(
        kPutAccessKey, access_key.id, access_key.account, access_key.revision + 1, access_key.owner,
        name_of(access_key.status), access_key.created, access_key.domain_key, slot,
        std::uint64_t{access_key.sealed_secret.size()}, use ? std::optional(use->at) : std::nullopt,
        use ? std::optional(use->service) : std::nullopt,
        use ? std::optional(use->region) : std::nullopt);
  }

  Result<void> apply(const DeleteAccessKey& write) {
    TRY_ASSIGN(const auto old, if_found(find_stored_access_key(connection_, write.id)));
    TRY(check_delete(write.revision, old ? std::optional(old->record.revision) : std::nullopt));
    TRENT_ASSERT(old.has_value());  // check_delete refuses what is not there
    TRY(erase(old->slot));
    return connection_.run("DELETE FROM access_keys WHERE id = ?1", write.id);
  }

  Result<void> apply(const PutAccessKeyUse& write) {
    return connection_.run(
        "UPDATE access_keys SET used_ms = ?2, used_service = ?3, used_region = ?4 "
        "WHERE id = ?1 AND (used_ms IS NULL OR used_ms <= ?2)",
        write.id, write.use.at, write.use.service, write.use.region);
  }

  Result<void> apply(const PutEntity& write) {
    const identity::EntityRecord& entity = write.entity;
    TRY_ASSIGN(const auto old, if_found(find_entity(connection_, entity.ref)));
    TRY(check_put(entity.revision, old ? std::optional((*old)->revision) : std::nullopt));
    return connection_.run(kPutEntity, entity.ref.account, name_of(entity.ref.kind),
                           entity.ref.name, entity.revision + 1, entity.id, entity.name,
                           entity.path, entity.created, view_of(encode_details(entity.details)));
  }

  Result<void> apply(const DeleteEntity& write) {
    TRY_ASSIGN(const auto old, if_found(find_entity(connection_, write.ref)));
    TRY(check_delete(write.revision, old ? std::optional((*old)->revision) : std::nullopt));
    return connection_.run(
        "DELETE FROM iam_entities WHERE account = ?1 AND kind = ?2 AND folded_name = ?3",
        write.ref.account, name_of(write.ref.kind), write.ref.name);
  }

  Result<void> apply(const PutDeploymentSecret& write) {
    TRY(must_be_new("SELECT 1 FROM deployment_secrets WHERE name = ?1", write.name));
    TRY_ASSIGN(const auto slot, store_in_slot(connection_, write.sealed));
    return connection_.run(
        "INSERT INTO deployment_secrets (name, slot, size_bytes) VALUES (?1, ?2, ?3)", write.name,
        slot, std::uint64_t{write.sealed.size()});
  }

  Result<void> apply(const PutLastUsage& write) {
    return connection_.run(kPutLastUsage, write.ref.scope.account, write.ref.scope.region,
                           write.ref.id, name_of(write.usage.operation), write.usage.at,
                           write.usage.request_id);
  }

  Result<void> apply(const PutTrackingStart& write) {
    constexpr std::string_view kName = "usage_tracked_since_ms";
    TRY(must_be_new("SELECT 1 FROM meta WHERE name = ?1", kName));
    return connection_.run("INSERT INTO meta (name, value) VALUES (?1, ?2)", kName, write.since);
  }

  Result<void> apply(const RequireFewerKeys& write) {
    return must_be_fewer(write.max, kCountKeys, write.scope.account, write.scope.region,
                         name_of(keys::KeyManager::CUSTOMER));
  }

  Result<void> apply(const RequireFewerAliases& write) {
    TRY_ASSIGN(const std::int64_t key, row_of(write.key));
    Query query(connection_, kCountAliases, key, std::uint64_t{write.max});
    TRY(query.next());
    return check_fewer(static_cast<std::size_t>(Row(query).number()), write.max);
  }

  Result<void> apply(const RequireFewerEntities& write) {
    return must_be_fewer(write.max, kCountEntities, write.account, name_of(write.kind));
  }

  BatchEffect effect() const { return effect_; }

 private:
  Result<void> insert_key(const KeyRecord& key) {
    TRY(connection_.run(
        kInsertKey, key.ref.scope.account, key.ref.scope.region, key.ref.id, key.revision + 1,
        name_of(key.spec), name_of(key.usage), name_of(key.origin), key.created, key.description,
        std::int64_t{key.enabled}, key.deletion_date, key.policy, next_due(key),
        period_days_of(key), next_rotation_of(key), primary_region_of(key), replica_regions_of(key),
        window_days_of(key), name_of(key.manager), policy_principals_of(key)));
    const StoredKey none{.row = connection_.last_insert_row()};
    TRY(write_materials(none, key));
    return write_tags(none, key);
  }

  Result<void> replace_key(const StoredKey& old, const KeyRecord& key) {
    TRY(connection_.run(kUpdateKey, old.row, key.revision + 1, name_of(key.spec),
                        name_of(key.usage), name_of(key.origin), key.created, key.description,
                        std::int64_t{key.enabled}, key.deletion_date, key.policy, next_due(key),
                        period_days_of(key), next_rotation_of(key), primary_region_of(key),
                        replica_regions_of(key), window_days_of(key), name_of(key.manager),
                        policy_principals_of(key)));
    TRY(write_materials(old, key));
    return write_tags(old, key);
  }

  // Touches only what changed, place by place.
  Result<void> write_materials(const StoredKey& old, const KeyRecord& key) {
    for (std::size_t place = 0; place < key.materials.size(); ++place)
      TRY(write_material(old, place, key.materials[place]));
    if (old.slots.size() <= key.materials.size()) return {};
    for (std::size_t place = key.materials.size(); place < old.slots.size(); ++place)
      TRY(erase(old.slots[place]));
    return connection_.run("DELETE FROM key_materials WHERE key_row = ?1 AND position >= ?2",
                           old.row, std::uint64_t{key.materials.size()});
  }

  Result<void> write_material(const StoredKey& old, std::size_t place,
                              const MaterialVersion& material) {
    std::optional<Slot> slot;
    const MaterialVersion* const before =
        place < old.slots.size() ? &old.record.materials[place] : nullptr;
    if (before && *before == material) return {};
    if (before && before->wrapped == material.wrapped) {
      slot = old.slots[place];
    } else {
      if (before) TRY(erase(old.slots[place]));
      TRY_ASSIGN(slot, store_in_slot(connection_, material.wrapped));
    }
    return connection_.run(kPutMaterial, old.row, std::uint64_t{place}, material.id,
                           name_of(material.state), material.created, material.description,
                           material.valid_to, material.domain_key, slot,
                           std::uint64_t{material.wrapped.size()}, material.public_key,
                           rotation_type_of(material), rotation_date_of(material));
  }

  Result<void> write_tags(const StoredKey& old, const KeyRecord& key) {
    for (const auto& [name, value] : old.record.tags)
      if (!key.tags.contains(name))
        TRY(connection_.run("DELETE FROM key_tags WHERE key_row = ?1 AND name = ?2", old.row,
                            name));
    for (const auto& [name, value] : key.tags) {
      const auto before = old.record.tags.find(name);
      if (before != old.record.tags.end() && before->second == value) continue;
      TRY(connection_.run("REPLACE INTO key_tags (key_row, name, value) VALUES (?1, ?2, ?3)",
                          old.row, name, value));
    }
    return {};
  }

  // Where the sealed secret of `access_key` lies from now on.
  Result<std::optional<Slot>> slot_for(const std::optional<StoredAccessKey>& old,
                                       const identity::AccessKeyRecord& access_key) {
    if (old && old->record.sealed_secret == access_key.sealed_secret) return old->slot;
    if (old) TRY(erase(old->slot));
    return store_in_slot(connection_, access_key.sealed_secret);
  }

  Result<void> erase(const std::optional<Slot>& slot) {
    if (!slot) return {};
    effect_.erases = true;
    return release_slot(connection_, *slot);
  }

  Result<std::int64_t> row_of(const KeyRef& ref) {
    return number("SELECT key_row FROM keys WHERE account = ?1 AND region = ?2 AND id = ?3",
                  ref.scope.account, ref.scope.region, ref.id);
  }

  // The one number of the one row that there is. Errors: NotFound, Internal.
  template <class... Values>
  Result<std::int64_t> number(std::string_view sql, const Values&... values) {
    Query query(connection_, sql, values...);
    TRY_ASSIGN(const bool found, query.next());
    if (!found) return fail_silently(ErrorCode::NotFound);
    return Row(query).number();
  }

  // `sql` finds a count, or no row where there is none.
  template <class... Values>
  Result<void> must_be_fewer(std::size_t max, std::string_view sql, const Values&... values) {
    TRY_ASSIGN(const auto count, if_found(number(sql, values...)));
    return check_fewer(static_cast<std::size_t>(count.value_or(0)), max);
  }

  Result<void> must_not_repeat(const grants::Grant& grant) {
    if (grant.name.empty()) return {};
    TRY_ASSIGN(const auto others,
               list_grants(connection_, grant.key,
                           {.grantee = grant.grantee.name, .name = grant.name}, 0, kNoLimit));
    for (const grants::Grant& other : others)
      if (is_repeat_of(grant, other)) return fail_silently(ErrorCode::Conflict);
    return {};
  }

  template <class... Values>
  Result<void> must_be_new(std::string_view sql, const Values&... values) {
    Query query(connection_, sql, values...);
    TRY_ASSIGN(const bool found, query.next());
    if (found) return fail_silently(ErrorCode::Conflict);
    return {};
  }

  Connection& connection_;
  BatchEffect effect_;
};

}  // namespace

Result<BatchEffect> write_batch(Connection& connection, const Batch& batch) {
  BatchWriter writer(connection);
  for (const Write& write : batch)
    TRY(std::visit([&writer](const auto& one) { return writer.apply(one); }, write));
  return writer.effect();
}

}  // namespace trent::storage::sqlite
