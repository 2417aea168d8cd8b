#include "storage/sqlite/sealed_slots.h"

#include <algorithm>

namespace trent::storage::sqlite {
namespace {

constexpr std::size_t kGranule = 64;

Bytes padded(ByteView bytes) {
  Bytes result(bytes.begin(), bytes.end());
  result.resize((bytes.size() + kGranule - 1) / kGranule * kGranule);
  return result;
}

Result<std::optional<Slot>> take_free_slot(Connection& connection, std::size_t capacity) {
  const auto wanted = static_cast<std::int64_t>(capacity);
  std::optional<Slot> slot;
  {
    Query query(connection, "SELECT slot FROM free_slots WHERE capacity = ?1 LIMIT 1", wanted);
    TRY_ASSIGN(const bool found, query.next());
    if (!found) return std::nullopt;
    slot = Row(query).number();
  }
  TRY(connection.run("DELETE FROM free_slots WHERE capacity = ?1 AND slot = ?2", wanted, *slot));
  return slot;
}

}  // namespace

Result<std::optional<Slot>> store_in_slot(Connection& connection, ByteView bytes) {
  if (bytes.empty()) return std::nullopt;
  const Bytes content = padded(bytes);
  TRY_ASSIGN(const std::optional<Slot> reused, take_free_slot(connection, content.size()));
  if (reused) {
    TRY(connection.run("UPDATE sealed_slots SET bytes = ?2 WHERE slot = ?1", *reused,
                       ByteView(content)));
    return reused;
  }
  TRY(connection.run("INSERT INTO sealed_slots (bytes) VALUES (?1)", ByteView(content)));
  return connection.last_insert_row();
}

Result<void> release_slot(Connection& connection, Slot slot) {
  TRY(
      connection.run("INSERT INTO free_slots SELECT length(bytes), slot FROM sealed_slots "
                     "WHERE slot = ?1",
                     slot));
  return connection.run("UPDATE sealed_slots SET bytes = zeroblob(length(bytes)) WHERE slot = ?1",
                        slot);
}

}  // namespace trent::storage::sqlite
