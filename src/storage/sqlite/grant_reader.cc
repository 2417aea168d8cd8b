#include "storage/sqlite/grant_reader.h"

#include <sstream>
#include <utility>

#include "storage/sqlite/rows.h"

namespace trent::storage::sqlite {
namespace {

using grants::Grant;

#define GRANT_COLUMNS                                                                            \
  "SELECT grant_row, account, region, keys.id, grants.id, name, grantee, grantee_id, retiring, " \
  "retiring_id, operations, context_match, context_pairs, source_arn, issuing_account, "         \
  "grants.created_ms "                                                                           \
  "FROM grants JOIN keys USING (key_row) "
#define OF_KEY \
  "WHERE key_row = (SELECT key_row FROM keys WHERE account = ?1 AND region = ?2 AND id = ?3) "
// What is null filters nothing.
#define PAGE                                                                                \
  "AND grant_row > ?4 AND (?5 IS NULL OR grantee = ?5) AND (?6 IS NULL OR grants.id = ?6) " \
  "AND (?7 IS NULL OR name = ?7) ORDER BY grant_row LIMIT ?8"

// One for each index that can be of use.
constexpr std::string_view kListGrants = GRANT_COLUMNS OF_KEY PAGE;
constexpr std::string_view kListGrantsOfId = GRANT_COLUMNS OF_KEY "AND grants.id = ?6 " PAGE;
constexpr std::string_view kListGrantsOfName =
    GRANT_COLUMNS OF_KEY "AND name = ?7 AND name != '' " PAGE;
constexpr std::string_view kListRetirableGrants = GRANT_COLUMNS
    "WHERE retiring = ?1 AND region = ?2 AND (?3 IS NULL OR account = ?3) AND grant_row > ?4 "
    "ORDER BY grant_row LIMIT ?5";

// A principal is stored with its partition, so none is needed to read it.
std::optional<grants::Principal> principal_in(std::string_view column, Row& row) {
  const auto name = row.text_or_none();
  const auto unique_id = row.text_or_none();
  if (!name || !unique_id) return std::nullopt;
  auto principal = grants::parse_principal(*name, "");
  if (!principal) {
    row.blame(column);
    return std::nullopt;
  }
  principal->unique_id = *unique_id;
  return principal;
}

// "Decrypt Encrypt": as the words of GrantOperation.
grants::OperationSet operations_in(Row& row) {
  grants::OperationSet operations;
  std::istringstream words(row.text());
  for (std::string name; words >> name;) {
    if (const auto operation = enum_from_name<grants::GrantOperation>(name))
      operations.insert(*operation);
    else
      row.blame("grants.operations");
  }
  return operations;
}

// The columns of the pair are null together; the schema sees to it.
std::optional<grants::ContextConstraint> context_in(Row& row) {
  const auto match = row.word_or_none<grants::ContextMatch>("grants.context_match");
  const Bytes bytes = row.bytes();
  if (!match) return std::nullopt;
  auto pairs = keys::parse_canonical_bytes(bytes);
  if (!pairs) row.blame("grants.context_pairs");
  return grants::ContextConstraint{*match, std::move(pairs).value_or(keys::EncryptionContext{})};
}

Grant grant_in(Row& row) {
  Grant grant;
  grant.ordinal = row.unsigned_number();
  grant.key.scope.account = keys::AccountId(row.text());
  grant.key.scope.region = keys::Region(row.text());
  grant.key.id = keys::KeyId(row.text());
  grant.id = grants::GrantId(row.text());
  grant.name = row.text();
  grant.grantee = principal_in("grants.grantee", row).value_or(grants::Principal{});
  grant.retiring = principal_in("grants.retiring", row);
  grant.operations = operations_in(row);
  grant.constraints.context = context_in(row);
  grant.constraints.source_arn = row.text_or_none();
  grant.issuing_account = keys::AccountId(row.text());
  grant.created = row.time();
  return grant;
}

std::string_view statement_for(const GrantFilter& filter) {
  if (filter.id) return kListGrantsOfId;
  return filter.name ? kListGrantsOfName : kListGrants;
}

}  // namespace

Result<std::vector<Grant>> list_grants(Connection& connection, const keys::KeyRef& key,
                                       const GrantFilter& filter, std::uint64_t after,
                                       std::size_t limit) {
  Query query(connection, statement_for(filter), key.scope.account, key.scope.region, key.id, after,
              filter.grantee, filter.id, filter.name, row_limit(limit));
  return all_rows<Grant>(query, grant_in);
}

Result<std::vector<Grant>> list_retirable_grants(Connection& connection,
                                                 const RetirableFilter& filter, std::uint64_t after,
                                                 std::size_t limit) {
  Query query(connection, kListRetirableGrants, filter.retiring, filter.region, filter.key_owner,
              after, row_limit(limit));
  return all_rows<Grant>(query, grant_in);
}

}  // namespace trent::storage::sqlite
