#include "storage/sqlite/testing/faulty_vfs.h"

#include <fmt/format.h>

#include <thread>

namespace trent::storage::sqlite {

// SQLite allocates one of these and, right behind it, the file of the real layer.
struct FaultyVfs::File {
  sqlite3_file base;
  FaultyVfs* owner;

  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(of(file) + 1);
  }
  static int verdict(sqlite3_file* file, Operation operation) {
    return of(file)->owner->verdict(operation);
  }
};

namespace {

// A method that only passes its arguments on.
template <auto Method>
struct Passed;

template <class... Arguments, int (*sqlite3_io_methods::*Method)(sqlite3_file*, Arguments...)>
struct Passed<Method> {
  template <class File>
  static int call(sqlite3_file* file, Arguments... arguments) {
    sqlite3_file* const real = File::real(file);
    return (real->pMethods->*Method)(real, arguments...);
  }
};

}  // namespace

// Version 2: with shared memory, without memory-mapped reads, which would bypass Read.
const sqlite3_io_methods FaultyVfs::kMethods = {
    .iVersion = 2,
    .xClose = Passed<&sqlite3_io_methods::xClose>::call<File>,
    .xRead =
        [](sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
          if (const int code = File::verdict(file, Read); code != SQLITE_OK) return code;
          sqlite3_file* const real = File::real(file);
          return real->pMethods->xRead(real, bytes, size, offset);
        },
    .xWrite =
        [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
          const int code = File::verdict(file, Write);
          sqlite3_file* const real = File::real(file);
          const int size_written = code == SQLITE_OK ? size : size / 2;
          const int written = real->pMethods->xWrite(real, bytes, size_written, offset);
          return code == SQLITE_OK ? written : code;
        },
    .xTruncate =
        [](sqlite3_file* file, sqlite3_int64 size) {
          if (const int code = File::verdict(file, Truncate); code != SQLITE_OK) return code;
          sqlite3_file* const real = File::real(file);
          return real->pMethods->xTruncate(real, size);
        },
    .xSync =
        [](sqlite3_file* file, int flags) {
          std::this_thread::sleep_for(File::of(file)->owner->sync_delay_.load());
          if (const int code = File::verdict(file, Sync); code != SQLITE_OK) return code;
          sqlite3_file* const real = File::real(file);
          return real->pMethods->xSync(real, flags);
        },
    .xFileSize = Passed<&sqlite3_io_methods::xFileSize>::call<File>,
    .xLock = Passed<&sqlite3_io_methods::xLock>::call<File>,
    .xUnlock = Passed<&sqlite3_io_methods::xUnlock>::call<File>,
    .xCheckReservedLock = Passed<&sqlite3_io_methods::xCheckReservedLock>::call<File>,
    .xFileControl = Passed<&sqlite3_io_methods::xFileControl>::call<File>,
    .xSectorSize = Passed<&sqlite3_io_methods::xSectorSize>::call<File>,
    .xDeviceCharacteristics = Passed<&sqlite3_io_methods::xDeviceCharacteristics>::call<File>,
    .xShmMap = Passed<&sqlite3_io_methods::xShmMap>::call<File>,
    .xShmLock = Passed<&sqlite3_io_methods::xShmLock>::call<File>,
    .xShmBarrier =
        [](sqlite3_file* file) {
          sqlite3_file* const real = File::real(file);
          real->pMethods->xShmBarrier(real);
        },
    .xShmUnmap = Passed<&sqlite3_io_methods::xShmUnmap>::call<File>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

FaultyVfs::FaultyVfs()
    : name_(fmt::format("trent-faulty-{}", static_cast<void*>(this))), vfs_(*real_) {
  vfs_.szOsFile += static_cast<int>(sizeof(File));
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = &FaultyVfs::open;
  sqlite3_vfs_register(&vfs_, 0);
}

FaultyVfs::~FaultyVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultyVfs::fail(unsigned operations, int after, int count, int code) {
  operations_ = 0;
  passes_ = after;
  fails_ = count;
  code_ = code;
  failures_ = 0;
  operations_ = operations;
}

int FaultyVfs::verdict(Operation operation) {
  if ((operations_ & operation) == 0) return SQLITE_OK;
  if (passes_-- > 0) return SQLITE_OK;
  if (fails_-- <= 0) return SQLITE_OK;
  ++failures_;
  return code_;
}

// Everything but opening is left to the real layer's functions, copied with its struct.
int FaultyVfs::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                    int* out_flags) {
  auto* const self = static_cast<FaultyVfs*>(vfs->pAppData);
  file->pMethods = nullptr;
  if (const int code = self->verdict(Open); code != SQLITE_OK) return code;
  File::of(file)->owner = self;
  const int code = self->real_->xOpen(self->real_, path, File::real(file), flags, out_flags);
  if (File::real(file)->pMethods != nullptr) file->pMethods = &kMethods;
  return code;
}

}  // namespace trent::storage::sqlite
