#include "storage/sqlite/log_keeper.h"

#include <thread>

#include "base/log.h"

namespace trent::storage::sqlite {
namespace {

// How long the writer waits for a lock that an operator's tool may hold on the database.
constexpr int kBusyMilliseconds = 5000;

// Readers of ours are gone within a millisecond or so; SQLite's own waiting soon sleeps for 100.
class ShortNaps {
 public:
  explicit ShortNaps(std::chrono::milliseconds wait)
      : deadline_(std::chrono::steady_clock::now() + wait) {}

  static int once_more(void* naps, int) {
    if (std::chrono::steady_clock::now() >= static_cast<ShortNaps*>(naps)->deadline_) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return 1;
  }

 private:
  const std::chrono::steady_clock::time_point deadline_;
};

// Truncating is a change of the file's size: until it is synced, a power cut may undo it.
Result<void> sync_log(Connection& connection) {
  sqlite3_file* log = nullptr;
  const int found = sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER,
                                         static_cast<void*>(&log));
  if (found != SQLITE_OK) return sqlite_failure(found, "finding the log");
  if (log == nullptr || log->pMethods == nullptr) return {};
  const int synced = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  if (synced != SQLITE_OK) return sqlite_failure(synced, "syncing the truncated log");
  return {};
}

}  // namespace

LogKeeper::LogKeeper(Connection& connection, Limits limits)
    : connection_(connection), limits_(limits) {
  sqlite3_busy_timeout(connection_.handle(), kBusyMilliseconds);
  // Replaces SQLite's own checkpoints, which would run inside COMMIT and count as part of it.
  sqlite3_wal_hook(connection_.handle(), &LogKeeper::on_commit, this);
}

LogKeeper::~LogKeeper() { sqlite3_wal_hook(connection_.handle(), nullptr, nullptr); }

int LogKeeper::on_commit(void* keeper, sqlite3*, const char*, int pages) {
  static_cast<LogKeeper*>(keeper)->pages_ = pages;
  return SQLITE_OK;
}

void LogKeeper::bound() {
  if (pages_ < limits_.checkpoint_pages) return;
  const bool wait = pages_ >= limits_.wal_pages_max;
  const auto done = checkpoint(wait ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
                               wait ? limits_.wait : std::chrono::milliseconds(0));
  pages_ = 0;  // until the next commit says how many there are
  // Not now, then at a later commit: nothing but the size of the log depends on it.
  if (!done && wait) log::warning("storage.log_grows", {{"detail", done.error().detail}});
}

void LogKeeper::truncate() {
  owed_ = true;
  note(truncate_durably(limits_.wait));
}

void LogKeeper::retry() {
  if (owed_) note(truncate_durably(std::chrono::milliseconds(0)));
}

void LogKeeper::note(const Result<void>& truncated) {
  owed_ = !truncated.has_value();
  if (owed_ && !warned_)
    log::warning("storage.erasure_delayed", {{"detail", truncated.error().detail}});
  if (!owed_ && warned_) log::info("storage.erasure_caught_up");
  warned_ = owed_;
}

Result<void> LogKeeper::truncate_durably(std::chrono::milliseconds wait) {
  TRY(checkpoint(SQLITE_CHECKPOINT_TRUNCATE, wait));
  return sync_log(connection_);
}

Result<void> LogKeeper::checkpoint(int mode, std::chrono::milliseconds wait) {
  ShortNaps naps(wait);
  sqlite3_busy_handler(connection_.handle(), &ShortNaps::once_more, &naps);
  const int code = sqlite3_wal_checkpoint_v2(connection_.handle(), "main", mode, nullptr, nullptr);
  sqlite3_busy_timeout(connection_.handle(), kBusyMilliseconds);
  if (code != SQLITE_OK) return sqlite_failure(code, "checkpoint");
  return {};
}

}  // namespace trent::storage::sqlite
