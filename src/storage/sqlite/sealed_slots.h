// storage/sqlite/sealed_slots.h: where sealed bytes (wrapped material, sealed secrets) lie, so that
// they can be erased.
//
// SQLite's secure_delete zeroes what it frees, but when it rebalances a B-tree it leaves old copies
// of the rows it moved in the unused part of pages, and forgets them (measured;
// sqlite_erasure_test.cc has the case). So the rows of sealed_slots never move: a row is appended,
// with a capacity rounded up to a few classes, and from then on only overwritten in its place, with
// bytes of the same length. A slot that is released is zeroed at once and serves the next value of
// its capacity.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/error.h"
#include "storage/sqlite/connection.h"

namespace trent::storage::sqlite {

using Slot = std::int64_t;

// Nothing for no bytes.
Result<std::optional<Slot>> store_in_slot(Connection& connection, ByteView bytes);

// Overwrites with zeros. What remains are old pages in the write-ahead log: truncate that too.
Result<void> release_slot(Connection& connection, Slot slot);

}  // namespace trent::storage::sqlite
