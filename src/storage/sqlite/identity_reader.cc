#include "storage/sqlite/identity_reader.h"

#include "storage/sqlite/entity_details.h"
#include "storage/sqlite/rows.h"

namespace trent::storage::sqlite {
namespace {

using identity::AccessKeyRecord;
using identity::EntityRecord;
using keys::AccountId;

constexpr std::string_view kListAccounts = "SELECT id, created_ms FROM accounts ORDER BY id";

#define ACCESS_KEY_COLUMNS                                                            \
  "SELECT id, account, revision, owner, status, created_ms, domain_key, slot, "       \
  "size_bytes, bytes, used_ms, used_service, used_region FROM access_keys LEFT JOIN " \
  "sealed_slots USING (slot) "
constexpr std::string_view kFindAccessKey = ACCESS_KEY_COLUMNS "WHERE id = ?1";
constexpr std::string_view kListAccessKeys = ACCESS_KEY_COLUMNS "ORDER BY id";
constexpr std::string_view kListAccessKeysOf =
    ACCESS_KEY_COLUMNS "WHERE account = ?1 AND owner = ?2 ORDER BY id";

#define ENTITY_COLUMNS                                                                     \
  "SELECT account, kind, folded_name, revision, id, name, path, created_ms, details FROM " \
  "iam_entities WHERE account = ?1 AND kind = ?2 "
constexpr std::string_view kFindEntity = ENTITY_COLUMNS "AND folded_name = ?3";
constexpr std::string_view kListEntities =
    ENTITY_COLUMNS "AND folded_name > ?3 ORDER BY folded_name LIMIT ?4";

identity::AccountRecord account_in(Row& row) {
  identity::AccountRecord account;
  account.id = AccountId(row.text());
  account.created = row.time();
  return account;
}

// The schema sees to it that all three are there, or none.
std::optional<identity::AccessKeyUse> use_in(Row& row) {
  const auto at = row.time_or_none();
  auto service = row.text_or_none();
  auto region = row.text_or_none();
  if (!at || !service || !region) return std::nullopt;
  return identity::AccessKeyUse{*at, *std::move(service), *std::move(region)};
}

StoredAccessKey stored_access_key_in(Row& row) {
  StoredAccessKey stored;
  AccessKeyRecord& access_key = stored.record;
  access_key.id = row.text();
  access_key.account = AccountId(row.text());
  access_key.revision = row.unsigned_number();
  access_key.owner = row.text();
  access_key.status = row.word<identity::AccessKeyStatus>("access_keys.status");
  access_key.created = row.time();
  access_key.domain_key = row.small_number("access_keys.domain_key");
  stored.slot = row.number_or_none();
  const std::uint64_t size_bytes = row.unsigned_number();
  access_key.sealed_secret = row.bytes_of_size(size_bytes, "access_keys.size_bytes");
  access_key.last_use = use_in(row);
  return stored;
}

AccessKeyRecord access_key_in(Row& row) { return stored_access_key_in(row).record; }

Snapshot<EntityRecord> entity_in(Row& row) {
  auto entity = std::make_shared<EntityRecord>();
  entity->ref.account = AccountId(row.text());
  entity->ref.kind = row.word<identity::EntityKind>("iam_entities.kind");
  entity->ref.name = row.text();
  entity->revision = row.unsigned_number();
  entity->id = row.text();
  entity->name = row.text();
  entity->path = row.text();
  entity->created = row.time();
  auto details = decode_details(entity->ref.kind, row.text());
  if (details)
    entity->details = *std::move(details);
  else
    row.blame("iam_entities.details");
  return entity;
}

}  // namespace

Result<std::vector<identity::AccountRecord>> list_accounts(Connection& connection) {
  Query query(connection, kListAccounts);
  return all_rows<identity::AccountRecord>(query, account_in);
}

Result<StoredAccessKey> find_stored_access_key(Connection& connection, std::string_view id) {
  Query query(connection, kFindAccessKey, id);
  return one_row(query, stored_access_key_in);
}

Result<std::vector<AccessKeyRecord>> list_access_keys(Connection& connection) {
  Query query(connection, kListAccessKeys);
  return all_rows<AccessKeyRecord>(query, access_key_in);
}

Result<std::vector<AccessKeyRecord>> list_access_keys_of(Connection& connection,
                                                         const AccountId& account,
                                                         std::string_view owner) {
  Query query(connection, kListAccessKeysOf, account, owner);
  return all_rows<AccessKeyRecord>(query, access_key_in);
}

Result<Snapshot<EntityRecord>> find_entity(Connection& connection, const identity::EntityRef& ref) {
  Query query(connection, kFindEntity, ref.account, name_of(ref.kind), ref.name);
  return one_row(query, entity_in);
}

Result<std::vector<Snapshot<EntityRecord>>> list_entities(Connection& connection,
                                                          const AccountId& account,
                                                          identity::EntityKind kind,
                                                          std::string_view after,
                                                          std::size_t limit) {
  Query query(connection, kListEntities, account, name_of(kind), after, row_limit(limit));
  return all_rows<Snapshot<EntityRecord>>(query, entity_in);
}

}  // namespace trent::storage::sqlite
