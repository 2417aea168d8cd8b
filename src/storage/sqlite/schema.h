// storage/sqlite/schema.h: the tables, and how older databases become this version's.
//
// docs/formats/database.md describes every column.
#pragma once

#include <span>

#include "base/error.h"
#include "storage/sqlite/connection.h"

namespace trent::storage::sqlite {

// Stored in the header of the file: "this database is Trent's". Never change it.
inline constexpr std::int64_t kApplicationId = 0x54726E74;  // "Trnt"

struct Migration {
  int version;  // of the schema, once it is done
  const char* sql;
};

// In order, from version 1 on.
std::span<const Migration> migrations();

// Refuses what is not an empty database or one of Trent's of a version that is known. Changes
// nothing. Errors: Internal.
Result<void> check_identity(Connection& connection,
                            std::span<const Migration> known = migrations());

// Brings the database to the newest version, each step in a transaction of its own.
Result<void> migrate(Connection& connection, std::span<const Migration> known = migrations());

}  // namespace trent::storage::sqlite
