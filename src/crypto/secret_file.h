// crypto/secret_file.h: files that hold secrets: made so that no other user can ever read them, and
// refused when another could.
//
// Every error here is Internal, with a detail that names the path and, where there is one, the fix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::crypto {

enum class FileReaders : std::uint8_t { Owner, Everyone };  // modes 0600 and 0644

// Whether anything lies at `path`, be it a symbolic link that leads nowhere. True in doubt.
bool path_is_taken(const std::string& path);

// Both write whole files or nothing, and return when the content and the name are on the disk.
// The first never replaces what is there, not even in a race.
Result<void> create_secret_file(const std::string& path, ByteView content);
Result<void> replace_file(const std::string& path, ByteView content, FileReaders readers);

// Reads a regular file of at most `size_bytes_max` that the process's user owns and that grants
// group and others nothing. Does not follow a symbolic link in the last part of `path`.
Result<SecretBytes> read_secret_file(const std::string& path, std::size_t size_bytes_max);

}  // namespace trent::crypto
