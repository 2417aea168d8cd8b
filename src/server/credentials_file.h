// server/credentials_file.h: the one place where a secret access key leaves the server.
#pragma once

#include <string>

#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::server {

// Writes the `[default]` profile of an AWS shared-credentials file to `path`, mode 0600, replacing
// what is there in one step, and makes it durable. Errors: Internal, naming the path.
Result<void> write_credentials_file(const std::string& path, const std::string& access_key_id,
                                    const SecretBytes& secret);

}  // namespace trent::server
