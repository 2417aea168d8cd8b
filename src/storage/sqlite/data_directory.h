// storage/sqlite/data_directory.h: the directory a database lives in, locked for life.
#pragma once

#include <string>

#include "base/error.h"
#include "storage/sqlite/sqlite_store.h"

namespace trent::storage::sqlite {

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  FileDescriptor& operator=(FileDescriptor&&) = delete;

  bool valid() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

class DataDirectory {
 public:
  // Makes the directory (mode 0700) and an empty database file (0600) where they are missing, and
  // takes the lock. Errors: Internal (in use, or the operating system refuses).
  static Result<DataDirectory> open(const std::string& path);

  std::string database() const { return path_ + "/" + std::string(kSqliteFileName); }

 private:
  DataDirectory(std::string path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  FileDescriptor lock_;  // closing it releases the lock
};

}  // namespace trent::storage::sqlite
