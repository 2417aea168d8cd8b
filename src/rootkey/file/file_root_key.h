// rootkey/file/file_root_key.h: a root key in a file that only the server's user may read.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "rootkey/root_key.h"

namespace trent::rootkey {

// Opens the root key at `path`. With `create`, makes a new one when there is no file there; an
// existing file is never replaced.
//
// Internal, with a detail that names the path and the fix, when the file is missing (without
// `create`), a symbolic link or not a regular file, owned by another user, accessible by group or
// others, or damaged. Format: docs/formats/root-key-file.md.
Result<std::unique_ptr<RootKey>> open_file_root_key(const std::string& path, bool create);

}  // namespace trent::rootkey
