// storage/sqlite/log_keeper.h: keeps the write-ahead log short, and empties it when it must not
// remember.
//
// The log holds old pages until a checkpoint has moved the new ones into the database and the log
// is truncated. That is owed after an erasure (old pages hold what was erased) and after a failed
// commit (a crash must not find its frames and take them for committed). Used by the writer's
// thread only.
#pragma once

#include <chrono>

#include "storage/sqlite/connection.h"

namespace trent::storage::sqlite {

class LogKeeper {
 public:
  struct Limits {
    int checkpoint_pages;            // from here on, checkpoints that wait for nobody
    int wal_pages_max;               // from here on, checkpoints that wait for readers
    std::chrono::milliseconds wait;  // how long those wait
  };

  LogKeeper(Connection& connection, Limits limits);
  ~LogKeeper();
  LogKeeper(const LogKeeper&) = delete;

  // After every commit.
  void bound();

  // From now on the log has to be truncated; tries at once, waiting for readers.
  void truncate();
  // As truncate(), but leaves the work to retry().
  void owe_truncation() { owed_ = true; }
  bool owes_truncation() const { return owed_; }
  // Tries again if it is owed, without waiting.
  void retry();

 private:
  static int on_commit(void* keeper, sqlite3*, const char*, int pages);
  Result<void> checkpoint(int mode, std::chrono::milliseconds wait);
  Result<void> truncate_durably(std::chrono::milliseconds wait);
  void note(const Result<void>& truncated);

  Connection& connection_;
  const Limits limits_;
  int pages_ = 0;  // in the log, at the last commit
  bool owed_ = false;
  bool warned_ = false;
};

}  // namespace trent::storage::sqlite
