// storage/sqlite/connection.h: one SQLite connection and its prepared statements.
//
// A thin owner of SQLite's handles: no SQL is known here. A connection is used by one thread at a
// time. Error details name SQLite's code and the statement, never a value.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/enum_names.h"
#include "base/error.h"
#include "base/strong_string.h"

namespace trent::storage::sqlite {

enum class Access : std::uint8_t { ReadOnly, ReadWrite };

std::unexpected<Error> sqlite_failure(int code, std::string_view doing);

class Connection {
 public:
  // The file must exist. `vfs`: SQLite's name of the file layer; empty: the default one.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Access access,
                                                  const std::string& vfs);

  // Runs a statement and passes over the rows it may give. `sql` must be a literal: statements are
  // prepared once and remembered under it.
  template <class... Values>
  Result<void> run(std::string_view sql, const Values&... values);
  // For SQL that is used once, such as a migration; may hold several statements.
  Result<void> run_script(const std::string& sql);
  // The one number that a statement gives.
  Result<std::int64_t> number(std::string_view sql);

  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  std::int64_t last_insert_row() const { return sqlite3_last_insert_rowid(handle_.get()); }
  sqlite3* handle() { return handle_.get(); }

 private:
  friend class Query;
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  Result<sqlite3_stmt*> prepared(std::string_view sql);

  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string_view, Statement> statements_;  // goes before handle_ does
};

// One run of a prepared statement. The same statement must not run twice at a time.
class Query {
 public:
  // Binds `values` to the statement's parameters, in order.
  template <class... Values>
  Query(Connection& connection, std::string_view sql, const Values&... values)
      : sql_(sql), statement_(connection.prepared(sql)) {
    if (statement_) (bind(values), ...);
  }
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // True: stands on a row. False: no more rows.
  Result<bool> next();

 private:
  friend class Row;

  void bind(std::string_view text);
  void bind(ByteView bytes);
  void bind(std::int64_t number);
  void bind(std::uint64_t number) { bind(static_cast<std::int64_t>(number)); }
  void bind(std::uint32_t number) { bind(static_cast<std::int64_t>(number)); }
  void bind(Timestamp time) { bind(std::int64_t{time.time_since_epoch().count()}); }
  void bind(const std::string& text) { bind(std::string_view(text)); }
  template <class Tag>
  void bind(const StrongString<Tag>& text) {
    bind(text.view());
  }
  template <class Value>
  void bind(const std::optional<Value>& value) {
    if (value)
      bind(*value);
    else
      note(sqlite3_bind_null(*statement_, ++bound_));
  }
  void note(int code);

  std::string_view sql_;
  Result<sqlite3_stmt*> statement_;
  int bound_ = 0;
  int bind_code_ = SQLITE_OK;  // the first failure of a bind
};

// Reads the columns of the row a query stands on, in order. A value that cannot be is remembered;
// ask once, at the end, with check().
class Row {
 public:
  explicit Row(const Query& query) : statement_(*query.statement_) {}

  std::string text();
  std::optional<std::string> text_or_none();
  Bytes bytes();
  // At most the first `size_bytes`; fewer are a fault of `column`.
  Bytes bytes_of_size(std::uint64_t size_bytes, std::string_view column);
  std::int64_t number();
  std::uint64_t unsigned_number() { return static_cast<std::uint64_t>(number()); }
  std::uint32_t small_number(std::string_view column);
  std::optional<std::int64_t> number_or_none();
  Timestamp time() { return Timestamp(Duration(number())); }
  std::optional<Timestamp> time_or_none();
  bool flag() { return number() != 0; }
  template <NamedEnum Enum>
  Enum word(std::string_view column) {
    const auto value = enum_from_name<Enum>(text_view());
    if (!value) blame(column);
    return value.value_or(Enum{});
  }
  template <NamedEnum Enum>
  std::optional<Enum> word_or_none(std::string_view column) {
    if (pass_null()) return std::nullopt;
    return word<Enum>(column);
  }

  // Notes that the value of `column` ("table.column") cannot be.
  void blame(std::string_view column);
  // Internal, naming table and column, when a column held what this version cannot understand.
  Result<void> check() const;

 private:
  // Whether the column is null; if so, it has been read.
  bool pass_null();
  std::string_view text_view();
  ByteView bytes_view();

  sqlite3_stmt* statement_;
  int column_ = 0;
  std::string_view bad_column_;
};

// What is written between its begin and its commit() happens together; without commit(), not at
// all.
class Transaction {
 public:
  // `begin`: "BEGIN", "BEGIN IMMEDIATE". Every later use fails if it failed.
  Transaction(Connection& connection, std::string_view begin);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  const Result<void>& begun() const { return begun_; }
  Result<void> commit();

 private:
  Connection& connection_;
  Result<void> begun_;
};

template <class... Values>
Result<void> Connection::run(std::string_view sql, const Values&... values) {
  Query query(*this, sql, values...);
  for (;;) {
    TRY_ASSIGN(const bool row, query.next());
    if (!row) return {};
  }
}

}  // namespace trent::storage::sqlite
