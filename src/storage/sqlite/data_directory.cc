#include "storage/sqlite/data_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace trent::storage::sqlite {
namespace {

std::unexpected<Error> refusal(std::string_view doing, const std::string& path) {
  return fail_internally(
      fmt::format("cannot {} {}: {}", doing, path, std::generic_category().message(errno)));
}

// Makes a new entry of the directory survive a power cut.
Result<void> sync_directory(const std::string& path) {
  const FileDescriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid() || ::fsync(directory.number()) != 0)
    return refusal("write the directory", path);
  return {};
}

Result<void> make_directory(const std::string& path) {
  const auto parent = std::filesystem::absolute(path).lexically_normal().parent_path();
  std::error_code ignored;  // mkdir says what is wrong
  std::filesystem::create_directories(parent, ignored);
  if (::mkdir(path.c_str(), 0700) == 0) return sync_directory(parent);
  if (errno != EEXIST) return refusal("make the directory", path);
  return {};
}

Result<FileDescriptor> lock_file(const std::string& directory) {
  const std::string path = directory + "/trent.lock";
  FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.valid()) return refusal("open", path);
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return refusal("lock", path);
  return fail_internally(
      fmt::format("the data directory {} is in use by another process of Trent", directory));
}

// SQLite would make the file readable for others; its log files take the mode of the database.
Result<void> make_database_file(const std::string& path) {
  const FileDescriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.valid()) return {};
  if (errno != EEXIST) return refusal("make", path);
  if (::chmod(path.c_str(), 0600) != 0) return refusal("protect", path);
  return {};
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (valid()) ::close(number_);
}

Result<DataDirectory> DataDirectory::open(const std::string& path) {
  TRY(make_directory(path));
  TRY_ASSIGN(FileDescriptor lock, lock_file(path));
  DataDirectory directory(path, std::move(lock));
  TRY(make_database_file(directory.database()));
  TRY(sync_directory(path));
  return directory;
}

}  // namespace trent::storage::sqlite
