#include "audit/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace trent::audit {
namespace {

constexpr std::string_view kRotatedPrefix = "audit-";
constexpr std::string_view kSuffix = ".log";
constexpr std::size_t kBlockBytes = 64 * 1024;

Result<File> open_file(const std::string& path, int flags) {
  const int number = ::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (number < 0) return fail_with_errno("open", path);
  return File(number);
}

}  // namespace

std::string log_path(const std::string& directory) { return directory + "/audit.log"; }
std::string head_path(const std::string& directory) { return directory + "/audit.head"; }
std::string rotated_path(const std::string& directory, std::uint64_t last_sequence) {
  return fmt::format("{}/{}{:020}{}", directory, kRotatedPrefix, last_sequence, kSuffix);
}

Result<std::vector<std::string>> list_log_files(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.starts_with(kRotatedPrefix) && name.ends_with(kSuffix)) files.push_back(entry->path());
  }
  if (error) return fail_internally(fmt::format("cannot list {}: {}", directory, error.message()));
  std::ranges::sort(files);  // their numbers all have as many digits
  if (std::filesystem::exists(log_path(directory), error)) files.push_back(log_path(directory));
  return files;
}

Result<bool> has_records(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory, error)) return false;
  TRY_ASSIGN(const auto files, list_log_files(directory));
  return !files.empty();
}

File::~File() {
  if (number_ >= 0) ::close(number_);
}
File::File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
File& File::operator=(File&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Result<File> File::open_to_read(const std::string& path) { return open_file(path, O_RDONLY); }
Result<File> File::open_to_append(const std::string& path) {
  return open_file(path, O_RDWR | O_CREAT | O_APPEND);
}
Result<File> File::open_to_replace(const std::string& path) {
  return open_file(path, O_RDWR | O_CREAT);
}

Result<std::uint64_t> File::size_bytes() const {
  struct stat status;
  if (::fstat(number_, &status) != 0) return fail_with_errno("examine", "the audit log");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> sync_directory(const std::string& directory) {
  TRY_ASSIGN(const File opened, open_file(directory, O_RDONLY | O_DIRECTORY));
  if (::fsync(opened.number()) != 0) return fail_with_errno("sync", directory);
  return {};
}

std::unexpected<Error> fail_with_errno(std::string_view action, const std::string& path,
                                       std::source_location where) {
  const std::string reason = std::error_code(errno, std::generic_category()).message();
  return fail_internally(fmt::format("cannot {} {}: {}", action, path, reason), where);
}

Result<std::string> read_at(const File& file, std::uint64_t offset, std::size_t size_bytes,
                            const std::string& path) {
  std::string text(size_bytes, '\0');
  std::size_t done = 0;
  while (done < size_bytes) {
    const ssize_t count = ::pread(file.number(), text.data() + done, size_bytes - done,
                                  static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_with_errno("read", path);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  text.resize(done);
  return text;
}

Result<std::optional<LastLine>> read_last_line(const File& file, const std::string& path) {
  TRY_ASSIGN(std::uint64_t start, file.size_bytes());
  std::string tail;  // of the file, from `start` on
  while (start > 0) {
    const std::size_t size = std::min<std::uint64_t>(start, kBlockBytes);
    start -= size;
    TRY_ASSIGN(std::string block, read_at(file, start, size, path));
    tail.insert(0, block);
    const std::size_t end = tail.rfind('\n');
    if (end == std::string::npos) continue;
    const std::size_t before = end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
    if (before == std::string::npos && start > 0) continue;
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return LastLine{tail.substr(begin, end - begin), start + end + 1};
  }
  return std::nullopt;
}

Result<std::optional<ChainHead>> read_head(const std::string& directory) {
  const std::string path = head_path(directory);
  Result<File> file = File::open_to_read(path);
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) return std::unexpected(std::move(file).error());
  TRY_ASSIGN(const std::string text, read_at(*file, 0, kBlockBytes, path));
  return parse_head(text);
}

}  // namespace trent::audit
