// storage/sqlite/sqlite_store.h: the default store, one SQLite database in one directory.
//
// One writer thread turns everything that waits into one transaction (group commit); reads use a
// bounded pool of read-only connections and never wait for the writer. docs/formats/database.md
// describes the files.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "storage/store.h"

namespace trent::storage {

// The defaults serve production; tests shrink them.
struct SqliteOptions {
  std::string vfs;              // SQLite's name of the file layer; empty: the default one
  std::size_t readers_max = 8;  // read-only connections, opened when first needed
  int checkpoint_pages = 1000;  // WAL pages after which a checkpoint is tried
  int wal_pages_max = 8000;     // WAL pages after which the writer waits for readers to leave
  std::chrono::milliseconds erasure_wait{1000};  // for readers that hold old pages
};

// The database's file in its directory; beside it are SQLite's log and index of it, and a lock.
inline constexpr std::string_view kSqliteFileName = "trent.db";

// Opens, or makes, `directory`/trent.db. The directory gets mode 0700 if it is made, files 0600.
// Holds the directory's lock for life: a second opener is refused.
//
// Errors: Internal; the detail says what an operator has to know (in use, not a database of ours,
// written by a newer version, corrupt, no permission).
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& directory,
                                                 const SqliteOptions& options = {});

// For a tool that only looks, beside a server that may be running: takes no lock, changes nothing,
// and needs a database of this version's schema. commit() fails. Errors: Internal, as above.
Result<std::unique_ptr<Store>> open_sqlite_store_to_read(const std::string& directory,
                                                         const SqliteOptions& options = {});

}  // namespace trent::storage
