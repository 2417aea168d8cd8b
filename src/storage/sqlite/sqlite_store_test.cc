#include "storage/sqlite/sqlite_store.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "storage/sqlite/connection.h"
#include "storage/testing/sample_records.h"
#include "storage/testing/store_conformance.h"
#include "storage/testing/temporary_directory.h"

namespace trent::storage {
namespace {

namespace fs = std::filesystem;

class SqliteBackend final : public StoreBackend {
 public:
  SqliteBackend() { reopen(); }
  Store& store() override { return *store_; }
  bool reopen() override {
    store_.reset();
    store_ = open_sqlite_store(directory_.path()).value();
    return true;
  }

 private:
  const TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

std::unique_ptr<StoreBackend> make_backend() { return std::make_unique<SqliteBackend>(); }

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, conformance_of(make_backend));

class SqliteStore : public ::testing::Test {
 protected:
  std::string database() const { return directory_.path() + "/trent.db"; }

  std::unique_ptr<Store> open() { return open_sqlite_store(directory_.path()).value(); }
  // Why it does not open.
  std::string refusal() {
    const auto store = open_sqlite_store(directory_.path());
    return store ? "none" : store.error().detail;
  }
  // As somebody with a tool would.
  void run_sql(const std::string& sql) {
    const auto connection =
        sqlite::Connection::open(database(), sqlite::Access::ReadWrite, "").value();
    ASSERT_TRUE(connection->run_script(sql));
  }
  void write_file(const std::string& content) {
    std::ofstream(database(), std::ios::binary) << content;
  }
  std::string read_file() const {
    std::ifstream file(database(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const TemporaryDirectory directory_;
};

mode_t mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

// --- the directory ------------------------------------------------------------------------------

TEST_F(SqliteStore, MakesDirectoryAndFilesForTheOwnerOnlyWhateverTheUmask) {
  const mode_t umask_before = ::umask(0);
  const std::string path = directory_.path() + "/missing/parents/data";
  const auto store = open_sqlite_store(path);
  ::umask(umask_before);
  ASSERT_TRUE(store);
  ASSERT_TRUE((*store)->commit({PutKey{sample_key(1)}}));
  EXPECT_TRUE((*store)->find_key(sample_key_ref(1)));
  EXPECT_EQ(mode_of(path), 0700);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(path)) {
    EXPECT_EQ(mode_of(entry.path()), 0600) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 4);  // trent.db, trent.db-wal, trent.db-shm, trent.lock
}

TEST_F(SqliteStore, TakesRightsOfOthersAwayFromAnExistingDatabase) {
  open();
  ASSERT_EQ(::chmod(database().c_str(), 0644), 0);
  open();
  EXPECT_EQ(mode_of(database()), 0600);
}

TEST_F(SqliteStore, AcceptsARelativePathAndATrailingSlash) {
  const fs::path before = fs::current_path();
  fs::current_path(directory_.path());
  EXPECT_TRUE(open_sqlite_store("data"));
  EXPECT_TRUE(open_sqlite_store("data/"));
  EXPECT_TRUE(open_sqlite_store("./deeper/data/"));
  fs::current_path(before);
}

TEST_F(SqliteStore, RefusesASecondOpenerWhileItIsOpen) {
  auto first = open();
  EXPECT_EQ(refusal(), fmt::format("the data directory {} is in use by another process of Trent",
                                   directory_.path()));
  first.reset();
  EXPECT_EQ(refusal(), "none");
}

TEST_F(SqliteStore, SaysWhatIsWrongWithTheDirectory) {
  write_file("");
  const auto store = open_sqlite_store(database());  // a file
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().detail.find("trent.db/trent.lock: Not a directory"), std::string::npos)
      << store.error().detail;
}

TEST_F(SqliteStore, LeavesNoLogBehindWhenItCloses) {
  ASSERT_TRUE(open()->commit({PutKey{sample_key(1)}}));
  EXPECT_FALSE(fs::exists(database() + "-wal"));
}

// --- files that are not what they should be -----------------------------------------------------

TEST_F(SqliteStore, RefusesTheDatabaseOfAnotherProgramAndLeavesItAlone) {
  write_file("");
  run_sql("CREATE TABLE notes (text TEXT)");
  const std::string before = read_file();
  EXPECT_EQ(refusal(),
            "cannot open " + database() + ": the file is a database, but not one of Trent");
  EXPECT_EQ(read_file(), before);
}

TEST_F(SqliteStore, RefusesAFileThatIsNoDatabaseAndLeavesItAlone) {
  write_file(std::string(8192, 'x'));
  EXPECT_NE(refusal().find("file is not a database"), std::string::npos) << refusal();
  EXPECT_EQ(read_file(), std::string(8192, 'x'));
}

TEST_F(SqliteStore, RefusesANewerSchemaAndLeavesItAlone) {
  open();
  run_sql("PRAGMA user_version = 999");
  const std::string before = read_file();
  EXPECT_NE(refusal().find("schema version 999; this version of Trent knows 1 to 10"),
            std::string::npos)
      << refusal();
  EXPECT_EQ(read_file(), before);
}

TEST_F(SqliteStore, OpensWhatACrashLeftBeforeTheFirstTable) {
  write_file("");
  run_sql("PRAGMA journal_mode = WAL");
  EXPECT_EQ(refusal(), "none");
}

TEST_F(SqliteStore, ADamagedDatabaseIsAnErrorWhereverTheDamageIs) {
  {
    const auto store = open();
    for (std::uint64_t number = 0; number < 200; ++number)
      ASSERT_TRUE(store->commit({PutKey{sample_key(number)}}));
  }
  const std::string sound = read_file();
  std::size_t noticed = 0;
  for (std::size_t page = 0; page * 4096 < sound.size(); ++page) {
    std::string damaged = sound;
    damaged.replace(page * 4096, 4096, 4096, '\xEE');
    write_file(damaged);
    const auto store = open_sqlite_store(directory_.path());
    if (!store || !(*store)->list_keys(sample_scope(), "", 1000)) ++noticed;
  }
  EXPECT_GT(noticed, 10);
}

TEST_F(SqliteStore, ATruncatedDatabaseIsAnError) {
  {
    const auto store = open();
    for (std::uint64_t number = 0; number < 200; ++number)
      ASSERT_TRUE(store->commit({PutKey{sample_key(number)}}));
  }
  write_file(read_file().substr(0, 10'000));
  const auto store = open_sqlite_store(directory_.path());
  EXPECT_FALSE(store && (*store)->list_keys(sample_scope(), "", 1000));
}

// --- rows that this version cannot understand ---------------------------------------------------

struct BadValue {
  const char* column;
  const char* value;
};

TEST_F(SqliteStore, AValueItDoesNotKnowIsAnErrorThatNamesTheColumn) {
  const auto store = open();
  ASSERT_TRUE(store->commit({PutKey{sample_key(2)}}));
  for (const auto& [table, column, value] :
       {std::array{"keys", "spec", "'ROT_13'"}, std::array{"keys", "usage", "''"},
        std::array{"keys", "origin", "'aws_kms'"}, std::array{"key_materials", "state", "'LOST'"},
        std::array{"key_materials", "rotation_type", "'YEARLY', rotation_date_ms = 1"},
        std::array{"key_materials", "domain_key", "4294967296"},
        std::array{"key_materials", "domain_key", "-1"},
        std::array{"key_materials", "size_bytes", "65"},
        std::array{"key_materials", "size_bytes", "-1"}}) {
    ASSERT_TRUE(store->commit({PutKey{sample_key(1)}}));
    run_sql(
        fmt::format("UPDATE {} SET {} = {} WHERE key_row = "
                    "(SELECT key_row FROM keys WHERE description = 'key 1')",
                    table, column, value));
    const std::string expected = fmt::format(
        "the database holds a value in {}.{} that this version does not know", table, column);
    EXPECT_EQ(store->find_key(sample_key_ref(1)).error().detail, expected);
    EXPECT_EQ(store->list_keys(sample_scope(), "", 10).error().detail, expected);
    EXPECT_EQ(store->commit({DeleteKey{sample_key_ref(1), 1}}).error().detail, expected);
    EXPECT_TRUE(store->find_key(sample_key_ref(2)));
    EXPECT_TRUE(store->check_writable());
    run_sql(
        "DELETE FROM key_materials WHERE key_row <> (SELECT key_row FROM keys WHERE "
        "description = 'key 2'); DELETE FROM key_tags WHERE key_row <> (SELECT key_row FROM "
        "keys WHERE description = 'key 2'); DELETE FROM keys WHERE description = 'key 1'");
  }
}

// --- the log ------------------------------------------------------------------------------------

TEST_F(SqliteStore, TheLogStaysBoundedAlsoWhileReadersLoop) {
  const auto store =
      open_sqlite_store(directory_.path(), {.checkpoint_pages = 50, .wal_pages_max = 200}).value();
  std::atomic<bool> stop = false;
  const auto loop = [&] {
    while (!stop) EXPECT_TRUE(store->list_keys(sample_scope(), "", 20));
  };
  const std::jthread first(loop), second(loop);
  std::uintmax_t largest = 0;
  for (std::uint64_t number = 0; number < 400; ++number) {
    ASSERT_TRUE(store->commit({PutKey{sample_key(number)}}));
    largest = std::max(largest, fs::file_size(database() + "-wal"));
  }
  stop = true;
  EXPECT_LT(largest, 220 * 4120);
}

// --- kill -9 ------------------------------------------------------------------------------------

// Commits keys 1, 2, 3, ... and writes one byte to `acknowledged` after each.
[[noreturn]] void commit_until_killed(const std::string& directory, int acknowledged) {
  const auto store = open_sqlite_store(directory).value();
  for (std::uint64_t number = 1;; ++number) {
    if (!store->commit({PutKey{sample_key(number)}})) ::_exit(1);
    if (::write(acknowledged, ".", 1) != 1) ::_exit(1);
  }
}

TEST_F(SqliteStore, EveryAcknowledgedCommitSurvivesAKill) {
  std::uint64_t acknowledged = 0;
  for (int kill = 0; kill < 3; ++kill) {
    const TemporaryDirectory directory;
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) commit_until_killed(directory.path(), ends[1]);
    ::close(ends[1]);
    char mark = 0;
    for (acknowledged = 0; acknowledged < 30 && ::read(ends[0], &mark, 1) == 1;) ++acknowledged;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &mark, 1) == 1) ++acknowledged;
    ::waitpid(child, nullptr, 0);
    ::close(ends[0]);

    const auto store = open_sqlite_store(directory.path()).value();
    EXPECT_GE(acknowledged, 30);
    EXPECT_GE(store->last_change(), acknowledged);
    for (std::uint64_t number = 1; number <= acknowledged; ++number)
      EXPECT_TRUE(store->find_key(sample_key_ref(number))) << number;
  }
}

}  // namespace
}  // namespace trent::storage
