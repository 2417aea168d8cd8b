// storage/sqlite/record_reader.h: records from rows.
//
// Every function expects to run inside a transaction, so that the rows of a record belong together.
// Errors: NotFound (find_...), Internal.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/sealed_slots.h"
#include "storage/store.h"

namespace trent::storage::sqlite {

// A key, and where its parts lie.
struct StoredKey {
  std::int64_t row = 0;
  keys::KeyRecord record;
  std::vector<std::optional<Slot>> slots;  // of record.materials, one for each
};

Result<StoredKey> find_stored_key(Connection& connection, const keys::KeyRef& ref);
Result<keys::AliasRecord> find_alias(Connection& connection, const keys::AliasRef& ref);

Result<std::vector<Snapshot<keys::KeyRecord>>> list_keys(Connection& connection,
                                                         const keys::Scope& scope,
                                                         std::string_view after, std::size_t limit);
Result<std::vector<Snapshot<keys::AliasRecord>>> list_aliases(
    Connection& connection, const keys::Scope& scope, const std::optional<keys::KeyId>& target,
    std::string_view after, std::size_t limit);
Result<std::vector<Snapshot<keys::KeyRecord>>> list_due_keys(Connection& connection, Timestamp now,
                                                             std::size_t limit);
Result<keys::LastUsage> find_last_usage(Connection& connection, const keys::KeyRef& ref);
Result<Timestamp> find_tracking_start(Connection& connection);
Result<std::vector<DeploymentSecret>> list_deployment_secrets(Connection& connection);

}  // namespace trent::storage::sqlite
