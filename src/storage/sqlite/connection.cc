#include "storage/sqlite/connection.h"

#include <fmt/format.h>

#include <limits>

namespace trent::storage::sqlite {

std::unexpected<Error> sqlite_failure(int code, std::string_view doing) {
  return fail_internally(
      fmt::format("SQLite error {} ({}): {}", code, sqlite3_errstr(code), doing));
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Access access,
                                                     const std::string& vfs) {
  const int flags = access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX,
                                   vfs.empty() ? nullptr : vfs.c_str());
  auto connection = std::make_unique<Connection>();
  connection->handle_.reset(handle);
  if (code != SQLITE_OK) return sqlite_failure(code, "opening " + path);
  sqlite3_extended_result_codes(handle, 1);
  // A hand-made or damaged schema must not be able to run anything.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return connection;
}

Result<sqlite3_stmt*> Connection::prepared(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end())
    return known->second.get();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return sqlite_failure(code, sql);
  statements_.emplace(sql, statement);
  return statement;
}

Result<void> Connection::run_script(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_failure(code, sql);
  return {};
}

Result<std::int64_t> Connection::number(std::string_view sql) {
  Query query(*this, sql);
  TRY_ASSIGN(const bool row, query.next());
  if (!row) return fail_internally(fmt::format("no row: {}", sql));
  return Row(query).number();
}

Query::~Query() {
  if (!statement_) return;
  sqlite3_reset(*statement_);
  sqlite3_clear_bindings(*statement_);
}

Result<bool> Query::next() {
  if (!statement_) return std::unexpected(statement_.error());
  if (bind_code_ != SQLITE_OK) return sqlite_failure(bind_code_, sql_);
  const int code = sqlite3_step(*statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_failure(code, sql_);
}

// An empty view may have no address, which SQLite would take for NULL.
void Query::bind(std::string_view text) {
  note(sqlite3_bind_text64(*statement_, ++bound_, text.empty() ? "" : text.data(), text.size(),
                           SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bind(ByteView bytes) {
  const void* const data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  note(sqlite3_bind_blob64(*statement_, ++bound_, data, bytes.size(), SQLITE_TRANSIENT));
}

void Query::bind(std::int64_t number) { note(sqlite3_bind_int64(*statement_, ++bound_, number)); }

void Query::note(int code) {
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
}

std::string_view Row::text_view() { return as_text(bytes_view()); }

ByteView Row::bytes_view() {
  const int column = column_++;
  const void* const data = sqlite3_column_blob(statement_, column);
  return {static_cast<const std::uint8_t*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string Row::text() { return std::string(text_view()); }

Bytes Row::bytes() {
  const ByteView view = bytes_view();
  return {view.begin(), view.end()};
}

Bytes Row::bytes_of_size(std::uint64_t size_bytes, std::string_view column) {
  const ByteView view = bytes_view();
  if (view.size() < size_bytes) {
    blame(column);
    return {};
  }
  const ByteView wanted = view.first(size_bytes);
  return {wanted.begin(), wanted.end()};
}

std::int64_t Row::number() { return sqlite3_column_int64(statement_, column_++); }

std::uint32_t Row::small_number(std::string_view column) {
  const std::int64_t value = number();
  if (value < 0 || value > std::numeric_limits<std::uint32_t>::max()) blame(column);
  return static_cast<std::uint32_t>(value);
}

bool Row::pass_null() {
  if (sqlite3_column_type(statement_, column_) != SQLITE_NULL) return false;
  ++column_;
  return true;
}

std::optional<std::string> Row::text_or_none() {
  if (pass_null()) return std::nullopt;
  return text();
}

std::optional<std::int64_t> Row::number_or_none() {
  if (pass_null()) return std::nullopt;
  return number();
}

std::optional<Timestamp> Row::time_or_none() {
  const auto milliseconds = number_or_none();
  if (!milliseconds) return std::nullopt;
  return Timestamp(Duration(*milliseconds));
}

void Row::blame(std::string_view column) {
  if (bad_column_.empty()) bad_column_ = column;
}

Result<void> Row::check() const {
  if (bad_column_.empty()) return {};
  return fail_internally(
      fmt::format("the database holds a value in {} that this version does not know", bad_column_));
}

Transaction::Transaction(Connection& connection, std::string_view begin)
    : connection_(connection), begun_(connection.run(begin)) {}

Transaction::~Transaction() {
  // After some errors SQLite has rolled back by itself; a failed COMMIT leaves the transaction
  // open.
  if (!connection_.in_transaction()) return;
  if (connection_.run("ROLLBACK")) return;
  // Even when ROLLBACK reports an I/O error the transaction is over.
}

Result<void> Transaction::commit() {
  TRY(begun_);
  return connection_.run("COMMIT");
}

}  // namespace trent::storage::sqlite
