// keys/import_wrapping.h: how the material of each kind of key may be wrapped for its import.
//
// Source: kms-behaviour.md section 6.2.
#pragma once

#include "base/error.h"
#include "keys/ids.h"
#include "keys/key_types.h"

namespace trent::keys {

// Errors: UnsupportedOperation (no such way here, or not for keys of this spec).
Result<void> require_wrapping_fits(KeySpec spec, const Region& region, WrappingAlgorithm algorithm,
                                   WrappingKeySpec wrapping_key_spec);

}  // namespace trent::keys
