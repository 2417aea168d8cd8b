// audit/files.h: the files of an audit log, and what can be read from their ends. For audit/
// and its tools.
//
//   audit.log                        the records from the last rotation on
//   audit-00000000000000001234.log   older ones; the last of them has this number
//   audit.head                       the number and the value of the newest record
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/chain.h"
#include "base/error.h"

namespace trent::audit {

inline constexpr std::string_view kDirectoryName = "audit";         // in the data directory
inline constexpr std::string_view kChainKeyFileName = "audit.key";  // in the data directory

std::string log_path(const std::string& directory);
std::string head_path(const std::string& directory);
std::string rotated_path(const std::string& directory, std::uint64_t last_sequence);

// All files of the log that exist, oldest first. Errors: Internal.
Result<std::vector<std::string>> list_log_files(const std::string& directory);

// Is there a log in the directory, however short? Errors: Internal.
Result<bool> has_records(const std::string& directory);

// An open file, closed in the end.
class File {
 public:
  File() = default;
  explicit File(int number) : number_(number) {}
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;

  // Opens for reading, or for reading and appending with mode 0600. Follows no symbolic link.
  static Result<File> open_to_read(const std::string& path);
  static Result<File> open_to_append(const std::string& path);
  static Result<File> open_to_replace(const std::string& path);  // written with pwrite

  int number() const { return number_; }
  Result<std::uint64_t> size_bytes() const;  // Errors: Internal

 private:
  int number_ = -1;
};

// Makes the names in the directory durable. Errors: Internal.
Result<void> sync_directory(const std::string& directory);

// For right after a system call that failed.
std::unexpected<Error> fail_with_errno(
    std::string_view action, const std::string& path,
    std::source_location where = std::source_location::current());

// Less than `size_bytes` where the file ends before. Errors: Internal.
Result<std::string> read_at(const File& file, std::uint64_t offset, std::size_t size_bytes,
                            const std::string& path);

// The last complete line, without its end, and where that end is in the file. Nothing if there is
// none.
struct LastLine {
  std::string text;
  std::uint64_t end = 0;  // bytes from the start of the file
};
Result<std::optional<LastLine>> read_last_line(const File& file, const std::string& path);

// Nothing if there is no such file, or nothing of use in it. Errors: Internal.
Result<std::optional<ChainHead>> read_head(const std::string& directory);

}  // namespace trent::audit
