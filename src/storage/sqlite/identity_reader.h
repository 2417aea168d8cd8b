// storage/sqlite/identity_reader.h: accounts, access keys and IAM entities from rows.
//
// Every function expects to run inside a transaction. Errors: NotFound (find_...), Internal.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/sealed_slots.h"
#include "storage/store.h"

namespace trent::storage::sqlite {

// An access key, and where its secret lies.
struct StoredAccessKey {
  identity::AccessKeyRecord record;
  std::optional<Slot> slot;
};

Result<std::vector<identity::AccountRecord>> list_accounts(Connection& connection);

Result<StoredAccessKey> find_stored_access_key(Connection& connection, std::string_view id);
Result<std::vector<identity::AccessKeyRecord>> list_access_keys(Connection& connection);
Result<std::vector<identity::AccessKeyRecord>> list_access_keys_of(Connection& connection,
                                                                   const keys::AccountId& account,
                                                                   std::string_view owner);

Result<Snapshot<identity::EntityRecord>> find_entity(Connection& connection,
                                                     const identity::EntityRef& ref);
Result<std::vector<Snapshot<identity::EntityRecord>>> list_entities(Connection& connection,
                                                                    const keys::AccountId& account,
                                                                    identity::EntityKind kind,
                                                                    std::string_view after,
                                                                    std::size_t limit);

}  // namespace trent::storage::sqlite
