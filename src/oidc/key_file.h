// oidc/key_file.h: the keys of an identity provider in a file that the operator keeps up to date
// (`--oidc-jwks ISSUER=FILE`).
#pragma once

#include <string>

#include "base/error.h"
#include "oidc/json_web_keys.h"

namespace trent::oidc {

// Errors: Internal: the file cannot be read, is larger than 1 MiB, or is no key set; the detail
// names it.
Result<JsonWebKeys> read_key_file(const std::string& issuer, const std::string& path);

}  // namespace trent::oidc
