// rootkey/passphrase/passphrase_root_key.h: a root key derived from the operator's passphrase.
//
// Argon2id with the salt and cost that the parameter file holds. The file is not secret, but it is
// needed: without it the passphrase opens nothing.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "base/secret_bytes.h"
#include "rootkey/root_key.h"

namespace trent::rootkey {

// Opens with the parameters at `parameter_path`. With `create`, makes that file (new salt, default
// cost) when there is none; an existing file is never replaced.
//
// Internal, with a detail that names the path and the fix, when the passphrase is wrong or empty,
// or the file is missing (without `create`), unsafe as in file_root_key.h, or damaged.
Result<std::unique_ptr<RootKey>> open_passphrase_root_key(const std::string& parameter_path,
                                                          const SecretBytes& passphrase,
                                                          bool create);

}  // namespace trent::rootkey
