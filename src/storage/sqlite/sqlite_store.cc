#include "storage/sqlite/sqlite_store.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "storage/sqlite/data_directory.h"
#include "storage/sqlite/grant_reader.h"
#include "storage/sqlite/identity_reader.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/record_reader.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/writer.h"

namespace trent::storage {
namespace {

using sqlite::Connection;

class SqliteStore final : public Store {
 public:
  SqliteStore(sqlite::DataDirectory directory, std::unique_ptr<sqlite::Writer> writer,
              const SqliteOptions& options)
      : directory_(std::move(directory)),
        writer_(std::move(writer)),
        readers_(directory_->database(), options.vfs, options.readers_max) {}
  // To read only.
  SqliteStore(const std::string& database, const SqliteOptions& options)
      : readers_(database, options.vfs, options.readers_max) {}

  Result<Snapshot<keys::KeyRecord>> find_key(const keys::KeyRef& ref) const override {
    return readers_.read([&](Connection& connection) -> Result<Snapshot<keys::KeyRecord>> {
      TRY_ASSIGN(auto key, sqlite::find_stored_key(connection, ref));
      return std::make_shared<const keys::KeyRecord>(std::move(key.record));
    });
  }

  Result<Snapshot<keys::AliasRecord>> find_alias(const keys::AliasRef& ref) const override {
    return readers_.read([&](Connection& connection) -> Result<Snapshot<keys::AliasRecord>> {
      TRY_ASSIGN(auto alias, sqlite::find_alias(connection, ref));
      return std::make_shared<const keys::AliasRecord>(std::move(alias));
    });
  }

  Result<std::vector<Snapshot<keys::KeyRecord>>> list_keys(const keys::Scope& scope,
                                                           std::string_view after,
                                                           std::size_t limit) const override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::list_keys(connection, scope, after, limit); });
  }

  Result<std::vector<Snapshot<keys::AliasRecord>>> list_aliases(
      const keys::Scope& scope, const std::optional<keys::KeyId>& target, std::string_view after,
      std::size_t limit) const override {
    return readers_.read([&](Connection& connection) {
      return sqlite::list_aliases(connection, scope, target, after, limit);
    });
  }

  Result<std::vector<Snapshot<keys::KeyRecord>>> list_due_keys(Timestamp now,
                                                               std::size_t limit) const override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::list_due_keys(connection, now, limit); });
  }

  Result<Snapshot<grants::KeyGrants>> find_grants(const keys::KeyRef& key) const override {
    TRY_ASSIGN(auto all, list_grants(key, {}, 0, sqlite::kNoLimit));
    return std::make_shared<const grants::KeyGrants>(key, std::move(all));
  }
  Result<std::vector<grants::Grant>> list_grants(const keys::KeyRef& key, const GrantFilter& filter,
                                                 std::uint64_t after,
                                                 std::size_t limit) const override {
    return readers_.read([&](Connection& connection) {
      return sqlite::list_grants(connection, key, filter, after, limit);
    });
  }
  Result<std::vector<grants::Grant>> list_retirable_grants(const RetirableFilter& filter,
                                                           std::uint64_t after,
                                                           std::size_t limit) const override {
    return readers_.read([&](Connection& connection) {
      return sqlite::list_retirable_grants(connection, filter, after, limit);
    });
  }

  Result<keys::LastUsage> find_last_usage(const keys::KeyRef& ref) const override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::find_last_usage(connection, ref); });
  }
  Result<Timestamp> find_tracking_start() const override {
    return readers_.read(sqlite::find_tracking_start);
  }

  Result<std::vector<identity::AccountRecord>> list_accounts() const override {
    return readers_.read(sqlite::list_accounts);
  }
  Result<std::vector<identity::AccessKeyRecord>> list_access_keys() const override {
    return readers_.read(sqlite::list_access_keys);
  }
  Result<identity::AccessKeyRecord> find_access_key(std::string_view id) const override {
    return readers_.read([&](Connection& connection) -> Result<identity::AccessKeyRecord> {
      TRY_ASSIGN(auto stored, sqlite::find_stored_access_key(connection, id));
      return std::move(stored.record);
    });
  }
  Result<std::vector<identity::AccessKeyRecord>> list_access_keys_of(
      const keys::AccountId& account, std::string_view owner) const override {
    return readers_.read([&](Connection& connection) {
      return sqlite::list_access_keys_of(connection, account, owner);
    });
  }

  Result<Snapshot<identity::EntityRecord>> find_entity(
      const identity::EntityRef& ref) const override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::find_entity(connection, ref); });
  }
  Result<std::vector<Snapshot<identity::EntityRecord>>> list_entities(
      const keys::AccountId& account, identity::EntityKind kind, std::string_view after,
      std::size_t limit) const override {
    return readers_.read([&](Connection& connection) {
      return sqlite::list_entities(connection, account, kind, after, limit);
    });
  }

  Result<std::vector<DeploymentSecret>> list_deployment_secrets() const override {
    return readers_.read(sqlite::list_deployment_secrets);
  }

  Result<ChangeNumber> commit(Batch batch) override {
    if (!writer_) return fail_internally("the store is open to read only");
    return writer_->commit(std::move(batch));
  }
  void begin_commit(Batch batch, Committed done) override {
    if (!writer_) return done(commit(std::move(batch)));
    writer_->begin_commit(std::move(batch), std::move(done));
  }
  ChangeNumber last_change() const override { return writer_ ? writer_->last_change() : 0; }
  Result<void> check_writable() override {
    if (!writer_) return fail_internally("the store is open to read only");
    TRY(writer_->probe());
    return {};
  }

 private:
  // Readers go before the writer, whose last act is to empty the log; the lock goes last.
  // None of these two: to read only.
  const std::optional<sqlite::DataDirectory> directory_;
  const std::unique_ptr<sqlite::Writer> writer_;
  mutable sqlite::ReaderPool readers_;
};

struct Setting {
  std::string_view sql;  // sets it and answers with what is set now
  std::string_view expected;
};

// What the promises of storage/store.h rest on. SQLite ignores what it was built without; so ask.
constexpr Setting kWriterSettings[] = {
    {"PRAGMA journal_mode = WAL", "wal"},
    {"PRAGMA secure_delete = ON", "1"},
};
constexpr Setting kWriterSettingsAskedAfter[] = {
    {"PRAGMA synchronous", "2"},  // FULL: every commit waits for the disk
    {"PRAGMA foreign_keys", "1"},
    {"PRAGMA temp_store", "2"},  // MEMORY: savepoints must not copy pages into temporary files
};

Result<void> expect(Connection& connection, const Setting& setting) {
  sqlite::Query query(connection, setting.sql);
  TRY_ASSIGN(const bool answered, query.next());
  if (answered && sqlite::Row(query).text() == setting.expected) return {};
  return fail_internally(fmt::format("SQLite refuses: {}", setting.sql));
}

Result<void> configure_writer(Connection& connection) {
  for (const Setting& setting : kWriterSettings) TRY(expect(connection, setting));
  TRY(connection.run_script(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
      "PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384;"));
  for (const Setting& setting : kWriterSettingsAskedAfter) TRY(expect(connection, setting));
  return {};
}

Result<std::unique_ptr<sqlite::Writer>> open_writer(const std::string& database,
                                                    const SqliteOptions& options) {
  TRY_ASSIGN(auto connection, Connection::open(database, sqlite::Access::ReadWrite, options.vfs));
  TRY(sqlite::check_identity(*connection));
  TRY(configure_writer(*connection));
  TRY(sqlite::migrate(*connection));
  return sqlite::Writer::start(
      std::move(connection),
      {options.checkpoint_pages, options.wal_pages_max, options.erasure_wait});
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& directory,
                                                 const SqliteOptions& options) {
  TRY_ASSIGN(auto opened, sqlite::DataDirectory::open(directory));
  auto writer = open_writer(opened.database(), options);
  if (!writer)
    return fail_internally(
        fmt::format("cannot open {}: {}", opened.database(), writer.error().detail));
  return std::make_unique<SqliteStore>(std::move(opened), *std::move(writer), options);
}

Result<std::unique_ptr<Store>> open_sqlite_store_to_read(const std::string& directory,
                                                         const SqliteOptions& options) {
  const std::string database = fmt::format("{}/{}", directory, kSqliteFileName);
  const auto check = [&]() -> Result<void> {
    TRY_ASSIGN(auto connection, Connection::open(database, sqlite::Access::ReadOnly, options.vfs));
    TRY(sqlite::check_identity(*connection));
    TRY_ASSIGN(const std::int64_t version, connection->number("PRAGMA user_version"));
    if (version == sqlite::migrations().back().version) return {};
    return fail_internally("the database has an older schema; start this version's server once");
  };
  if (const auto checked = check(); !checked)
    return fail_internally(fmt::format("cannot read {}: {}", database, checked.error().detail));
  return std::make_unique<SqliteStore>(database, options);
}

}  // namespace trent::storage
