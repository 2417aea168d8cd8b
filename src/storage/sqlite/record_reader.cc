#include "storage/sqlite/record_reader.h"

#include <sstream>
#include <utility>

#include "storage/sqlite/rows.h"

namespace trent::storage::sqlite {
namespace {

using keys::AccountId;
using keys::AliasName;
using keys::AliasRecord;
using keys::KeyId;
using keys::KeyMaterialId;
using keys::KeyRecord;
using keys::MaterialVersion;
using keys::Region;

#define KEY_COLUMNS                                                                               \
  "SELECT key_row, account, region, id, revision, spec, usage, origin, created_ms, description, " \
  "enabled, deletion_date_ms, policy, rotation_period_days, next_rotation_ms, primary_region, "   \
  "replica_regions, window_after_replicas_days FROM keys "

#define ALIAS_COLUMNS                                                                 \
  "SELECT aliases.account, aliases.region, aliases.name, aliases.revision, keys.id, " \
  "aliases.created_ms, aliases.updated_ms FROM aliases JOIN keys ON key_row = target_row "

constexpr std::string_view kFindKey = KEY_COLUMNS "WHERE account = ?1 AND region = ?2 AND id = ?3";
constexpr std::string_view kListKeys =
    KEY_COLUMNS "WHERE account = ?1 AND region = ?2 AND id > ?3 ORDER BY id LIMIT ?4";
constexpr std::string_view kListDueKeys =
    KEY_COLUMNS "WHERE next_due_ms <= ?1 ORDER BY next_due_ms, account, region, id LIMIT ?2";

constexpr std::string_view kMaterialsOfKey =
    "SELECT id, state, created_ms, description, valid_to_ms, domain_key, key_materials.slot, "
    "size_bytes, bytes, public_key, rotation_type, rotation_date_ms FROM key_materials "
    "LEFT JOIN sealed_slots ON sealed_slots.slot = key_materials.slot "
    "WHERE key_row = ?1 ORDER BY position";
constexpr std::string_view kTagsOfKey =
    "SELECT name, value FROM key_tags WHERE key_row = ?1 ORDER BY name";

constexpr std::string_view kFindAlias =
    ALIAS_COLUMNS "WHERE aliases.account = ?1 AND aliases.region = ?2 AND name = ?3";
constexpr std::string_view kListAliases = ALIAS_COLUMNS
    "WHERE aliases.account = ?1 AND aliases.region = ?2 AND name > ?3 ORDER BY name LIMIT ?4";
constexpr std::string_view kListAliasesOfKey = ALIAS_COLUMNS
    "WHERE target_row = (SELECT key_row FROM keys WHERE account = ?1 AND region = ?2 AND id = ?3) "
    "AND name > ?4 ORDER BY name LIMIT ?5";

constexpr std::string_view kFindLastUsage =
    "SELECT operation, used_ms, request_id FROM key_last_usages JOIN keys USING (key_row) "
    "WHERE account = ?1 AND region = ?2 AND id = ?3";
constexpr std::string_view kFindTrackingStart =
    "SELECT value FROM meta WHERE name = 'usage_tracked_since_ms'";

constexpr std::string_view kListAccounts = "SELECT id, created_ms FROM accounts ORDER BY id";
constexpr std::string_view kListAccessKeys =
    "SELECT id, account, created_ms, domain_key, size_bytes, bytes FROM access_keys "
    "LEFT JOIN sealed_slots USING (slot) ORDER BY id";
constexpr std::string_view kListDeploymentSecrets =
    "SELECT name, size_bytes, bytes FROM deployment_secrets "
    "LEFT JOIN sealed_slots USING (slot) ORDER BY name";

// The columns of each pair are null together; the schema sees to it.
std::optional<keys::RotationSchedule> schedule_in(Row& row) {
  const auto period_days = row.number_or_none();
  const auto next = row.time_or_none();
  if (!period_days || !next) return std::nullopt;
  return keys::RotationSchedule{.period = std::chrono::days(*period_days), .next = *next};
}

// "eu-west-1 us-east-1": no Region has a space in its name.
std::vector<Region> regions_in(const std::string& names) {
  std::vector<Region> regions;
  std::istringstream words(names);
  for (std::string name; words >> name;) regions.emplace_back(name);
  return regions;
}

std::optional<keys::MultiRegion> multi_region_in(Row& row) {
  const auto primary = row.text_or_none();
  const auto replicas = row.text_or_none();
  if (!primary || !replicas) return std::nullopt;
  return keys::MultiRegion{.primary = Region(*primary), .replicas = regions_in(*replicas)};
}

std::optional<std::chrono::days> days_in(Row& row) {
  const auto days = row.number_or_none();
  return days ? std::optional(std::chrono::days(*days)) : std::nullopt;
}

std::optional<keys::Rotation> rotation_in(Row& row) {
  const auto type = row.word_or_none<keys::RotationType>("key_materials.rotation_type");
  const auto date = row.time_or_none();
  if (!type || !date) return std::nullopt;
  return keys::Rotation{.type = *type, .date = *date};
}

// Everything that comes from the row of `keys` itself.
Result<StoredKey> key_in(Row row) {
  StoredKey key;
  KeyRecord& record = key.record;
  key.row = row.number();
  record.ref.scope.account = AccountId(row.text());
  record.ref.scope.region = Region(row.text());
  record.ref.id = KeyId(row.text());
  record.revision = row.unsigned_number();
  record.spec = row.word<keys::KeySpec>("keys.spec");
  record.usage = row.word<keys::KeyUsage>("keys.usage");
  record.origin = row.word<keys::Origin>("keys.origin");
  record.created = row.time();
  record.description = row.text();
  record.enabled = row.flag();
  record.deletion_date = row.time_or_none();
  record.policy = row.text();
  record.rotation_schedule = schedule_in(row);
  record.multi_region = multi_region_in(row);
  record.window_after_replicas = days_in(row);
  TRY(row.check());
  return key;
}

Result<void> add_material(Row row, StoredKey& key) {
  MaterialVersion material;
  material.id = KeyMaterialId(row.text());
  material.state = row.word<keys::KeyMaterialState>("key_materials.state");
  material.created = row.time();
  material.description = row.text();
  material.valid_to = row.time_or_none();
  material.domain_key = row.small_number("key_materials.domain_key");
  key.slots.push_back(row.number_or_none());
  const std::uint64_t size_bytes = row.unsigned_number();
  material.wrapped = row.bytes_of_size(size_bytes, "key_materials.size_bytes");
  material.public_key = row.bytes();
  material.rotation = rotation_in(row);
  key.record.materials.push_back(std::move(material));
  return row.check();
}

Result<void> add_materials(Connection& connection, StoredKey& key) {
  Query query(connection, kMaterialsOfKey, key.row);
  for (;;) {
    TRY_ASSIGN(const bool found, query.next());
    if (!found) return {};
    TRY(add_material(Row(query), key));
  }
}

Result<void> add_tags(Connection& connection, StoredKey& key) {
  Query query(connection, kTagsOfKey, key.row);
  for (;;) {
    TRY_ASSIGN(const bool found, query.next());
    if (!found) return {};
    Row row(query);
    std::string name = row.text();
    key.record.tags.emplace_hint(key.record.tags.end(), std::move(name), row.text());
  }
}

Result<StoredKey> whole_key(Connection& connection, const Query& query) {
  TRY_ASSIGN(StoredKey key, key_in(Row(query)));
  TRY(add_materials(connection, key));
  TRY(add_tags(connection, key));
  return key;
}

Result<std::vector<Snapshot<KeyRecord>>> all_keys(Connection& connection, Query& query) {
  std::vector<Snapshot<KeyRecord>> page;
  for (;;) {
    TRY_ASSIGN(const bool found, query.next());
    if (!found) return page;
    TRY_ASSIGN(StoredKey key, whole_key(connection, query));
    page.push_back(std::make_shared<const KeyRecord>(std::move(key.record)));
  }
}

AliasRecord alias_in(Row row) {
  AliasRecord alias;
  alias.ref.scope.account = AccountId(row.text());
  alias.ref.scope.region = Region(row.text());
  alias.ref.name = AliasName(row.text());
  alias.revision = row.unsigned_number();
  alias.target = KeyId(row.text());
  alias.created = row.time();
  alias.updated = row.time();
  return alias;
}

Result<std::vector<Snapshot<AliasRecord>>> all_aliases(Query& query) {
  std::vector<Snapshot<AliasRecord>> page;
  for (;;) {
    TRY_ASSIGN(const bool found, query.next());
    if (!found) return page;
    page.push_back(std::make_shared<const AliasRecord>(alias_in(Row(query))));
  }
}

identity::AccountRecord account_in(Row& row) {
  identity::AccountRecord account;
  account.id = AccountId(row.text());
  account.created = row.time();
  return account;
}

identity::AccessKeyRecord access_key_in(Row& row) {
  identity::AccessKeyRecord access_key;
  access_key.id = row.text();
  access_key.account = AccountId(row.text());
  access_key.created = row.time();
  access_key.domain_key = row.small_number("access_keys.domain_key");
  const std::uint64_t size_bytes = row.unsigned_number();
  access_key.sealed_secret = row.bytes_of_size(size_bytes, "access_keys.size_bytes");
  return access_key;
}

DeploymentSecret secret_in(Row& row) {
  DeploymentSecret secret;
  secret.name = row.text();
  const std::uint64_t size_bytes = row.unsigned_number();
  secret.sealed = row.bytes_of_size(size_bytes, "deployment_secrets.size_bytes");
  return secret;
}

}  // namespace

Result<StoredKey> find_stored_key(Connection& connection, const keys::KeyRef& ref) {
  Query query(connection, kFindKey, ref.scope.account, ref.scope.region, ref.id);
  TRY_ASSIGN(const bool found, query.next());
  if (!found) return fail_silently(ErrorCode::NotFound);
  return whole_key(connection, query);
}

Result<AliasRecord> find_alias(Connection& connection, const keys::AliasRef& ref) {
  Query query(connection, kFindAlias, ref.scope.account, ref.scope.region, ref.name);
  TRY_ASSIGN(const bool found, query.next());
  if (!found) return fail_silently(ErrorCode::NotFound);
  return alias_in(Row(query));
}

Result<std::vector<Snapshot<KeyRecord>>> list_keys(Connection& connection, const keys::Scope& scope,
                                                   std::string_view after, std::size_t limit) {
  Query query(connection, kListKeys, scope.account, scope.region, after, row_limit(limit));
  return all_keys(connection, query);
}

Result<std::vector<Snapshot<AliasRecord>>> list_aliases(Connection& connection,
                                                        const keys::Scope& scope,
                                                        const std::optional<KeyId>& target,
                                                        std::string_view after, std::size_t limit) {
  if (target) {
    Query query(connection, kListAliasesOfKey, scope.account, scope.region, *target, after,
                row_limit(limit));
    return all_aliases(query);
  }
  Query query(connection, kListAliases, scope.account, scope.region, after, row_limit(limit));
  return all_aliases(query);
}

Result<std::vector<Snapshot<KeyRecord>>> list_due_keys(Connection& connection, Timestamp now,
                                                       std::size_t limit) {
  Query query(connection, kListDueKeys, now, row_limit(limit));
  return all_keys(connection, query);
}

Result<keys::LastUsage> find_last_usage(Connection& connection, const keys::KeyRef& ref) {
  Query query(connection, kFindLastUsage, ref.scope.account, ref.scope.region, ref.id);
  TRY_ASSIGN(const bool found, query.next());
  if (!found) return fail_silently(ErrorCode::NotFound);
  Row row(query);
  keys::LastUsage usage;
  usage.operation = row.word<keys::Operation>("key_last_usages.operation");
  usage.at = row.time();
  usage.request_id = row.text();
  TRY(row.check());
  return usage;
}

Result<Timestamp> find_tracking_start(Connection& connection) {
  Query query(connection, kFindTrackingStart);
  TRY_ASSIGN(const bool found, query.next());
  if (!found) return fail_silently(ErrorCode::NotFound);
  return Row(query).time();
}

Result<std::vector<identity::AccountRecord>> list_accounts(Connection& connection) {
  Query query(connection, kListAccounts);
  return all_rows<identity::AccountRecord>(query, account_in);
}

Result<std::vector<identity::AccessKeyRecord>> list_access_keys(Connection& connection) {
  Query query(connection, kListAccessKeys);
  return all_rows<identity::AccessKeyRecord>(query, access_key_in);
}

Result<std::vector<DeploymentSecret>> list_deployment_secrets(Connection& connection) {
  Query query(connection, kListDeploymentSecrets);
  return all_rows<DeploymentSecret>(query, secret_in);
}

}  // namespace trent::storage::sqlite
