// storage/sqlite/testing/faulty_vfs.h: a file layer for SQLite whose disk fails on command.
//
// Sits on SQLite's default file layer. Safe from any thread.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <string>

namespace trent::storage::sqlite {

class FaultyVfs {
 public:
  // What can fail; combine with |.
  enum Operation : unsigned { Read = 1, Write = 2, Sync = 4, Truncate = 8, Open = 16 };
  static constexpr unsigned kChanges = Write | Sync | Truncate;

  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  const std::string& name() const { return name_; }

  // Of the `operations` from now on, the first `after` succeed and then `count` fail with `code`. A
  // failing write leaves half of its bytes in the file.
  void fail(unsigned operations, int after, int count, int code);
  void heal() { operations_ = 0; }
  // How many have failed since fail().
  int failures() const { return failures_; }
  // Every sync takes so much longer.
  void delay_syncs(std::chrono::milliseconds delay) { sync_delay_ = delay; }

 private:
  struct File;
  static const sqlite3_io_methods kMethods;

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                  int* out_flags);
  // SQLITE_OK, or what the operation is to fail with.
  int verdict(Operation operation);

  sqlite3_vfs* const real_ = sqlite3_vfs_find(nullptr);
  const std::string name_;
  sqlite3_vfs vfs_;

  std::atomic<unsigned> operations_ = 0;
  std::atomic<int> passes_ = 0;
  std::atomic<int> fails_ = 0;
  std::atomic<int> code_ = 0;
  std::atomic<int> failures_ = 0;
  std::atomic<std::chrono::milliseconds> sync_delay_{};
};

}  // namespace trent::storage::sqlite
