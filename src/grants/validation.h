// grants/validation.h: which grants may be created.
//
// Source: kms-security.md sections 7.2 and 7.3; kms-behaviour.md 10.9.
#pragma once

#include "base/error.h"
#include "grants/grant.h"
#include "keys/key_types.h"

namespace trent::grants {

// The operations that a grant on such a key can allow.
OperationSet grantable_on(keys::KeySpec spec, keys::KeyUsage usage);

// The rules that need no key. Errors: Validation.
Result<void> require_valid(const Grant& grant);

// Whether the grant makes sense for the key it is to be on. Errors: Validation.
Result<void> require_fits(const Grant& grant, keys::KeySpec spec, keys::KeyUsage usage);

}  // namespace trent::grants
