#include "crypto/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>

#include "base/assert.h"

namespace trent::crypto {
namespace {

constexpr mode_t kBitsOfOthers = S_IRWXG | S_IRWXO;

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

// For right after a system call that failed.
std::unexpected<Error> fail_with_errno(
    std::string_view action, const std::string& path,
    std::source_location where = std::source_location::current()) {
  const std::string reason = std::error_code(errno, std::generic_category()).message();
  return fail_internally(fmt::format("cannot {} {}: {}", action, path, reason), where);
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> sync_directory_of(const std::string& path) {
  const std::string directory = directory_of(path);
  const FileDescriptor file(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.is_open() || fsync(file.number()) != 0) return fail_with_errno("sync", directory);
  return {};
}

// A file beside `path` under a name of its own; removed again unless it was given another name.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& path)
      : name_(path + ".XXXXXX"), file_(mkostemp(name_.data(), O_CLOEXEC)) {}
  ~TemporaryFile() {
    if (file_.is_open()) unlink(name_.c_str());
  }

  // Durable on return.
  Result<void> write_all(ByteView content, mode_t mode) {
    if (!file_.is_open()) return fail_with_errno("create", name_);
    while (!content.empty()) {
      const ssize_t written = ::write(file_.number(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail_with_errno("write", name_);
      content = content.subspan(static_cast<std::size_t>(written));
    }
    if (fchmod(file_.number(), mode) != 0) return fail_with_errno("set the mode of", name_);
    if (fsync(file_.number()) != 0) return fail_with_errno("sync", name_);
    return {};
  }

  const char* name() const { return name_.c_str(); }

 private:
  std::string name_;
  FileDescriptor file_;
};

Result<void> refuse_unless_private(const struct stat& status, const std::string& path) {
  if (!S_ISREG(status.st_mode)) return fail_internally(path + " is not a regular file");
  if (status.st_uid != geteuid())
    return fail_internally(
        fmt::format("{0} belongs to user {1}, and this is user {2}; run: chown {2} {0}", path,
                    status.st_uid, geteuid()));
  if ((status.st_mode & kBitsOfOthers) != 0)
    return fail_internally(
        fmt::format("{0} may be accessed by others (mode {1:04o}); run: chmod 600 {0}", path,
                    status.st_mode & 07777));
  return {};
}

Result<SecretBytes> read_exactly(const FileDescriptor& file, std::size_t size_bytes,
                                 const std::string& path) {
  SecretBytes content(size_bytes);
  MutableByteView rest = content.reveal_mutable();
  while (!rest.empty()) {
    const ssize_t count = read(file.number(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_with_errno("read", path);
    if (count == 0) return fail_internally(path + " became shorter while it was read");
    rest = rest.subspan(static_cast<std::size_t>(count));
  }
  return content;
}

}  // namespace

bool path_is_taken(const std::string& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0 || errno != ENOENT;
}

Result<void> create_secret_file(const std::string& path, ByteView content) {
  TemporaryFile temporary(path);
  TRY(temporary.write_all(content, S_IRUSR | S_IWUSR));
  // Unlike rename, link refuses to replace.
  if (link(temporary.name(), path.c_str()) != 0) return fail_with_errno("create", path);
  return sync_directory_of(path);
}

Result<void> replace_file(const std::string& path, ByteView content, FileReaders readers) {
  constexpr mode_t owner = S_IRUSR | S_IWUSR;
  TemporaryFile temporary(path);
  TRY(temporary.write_all(content,
                          readers == FileReaders::Owner ? owner : owner | S_IRGRP | S_IROTH));
  if (rename(temporary.name(), path.c_str()) != 0) return fail_with_errno("replace", path);
  return sync_directory_of(path);
}

Result<SecretBytes> read_secret_file(const std::string& path, std::size_t size_bytes_max) {
  // O_NONBLOCK: opening a pipe must not wait for someone to write into it.
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open() && errno == ELOOP)
    return fail_internally(path + " is a symbolic link; name the file itself");
  if (!file.is_open()) return fail_with_errno("open", path);
  struct stat status;
  if (fstat(file.number(), &status) != 0) return fail_with_errno("examine", path);
  TRY(refuse_unless_private(status, path));
  const auto size_bytes = static_cast<std::size_t>(status.st_size);
  if (size_bytes > size_bytes_max)
    return fail_internally(fmt::format("{} has {} bytes, more than it can have", path, size_bytes));
  return read_exactly(file, size_bytes, path);
}

}  // namespace trent::crypto
