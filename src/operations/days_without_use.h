// operations/days_without_use.h: for policies that keep keys in use from being taken out of it.
//
// Source: kms-security.md 5.4, kms:TrailingDaysWithoutKeyUsage.
#pragma once

#include <string_view>

#include "operations/call.h"

namespace trent::operations {

// Proves how many whole days ago the key was used last; of a key that never was, since when uses
// are tracked. Nothing of a key that does not exist: the gate will say so.
void prove_days_without_use(Call& call, std::string_view key_identifier);

}  // namespace trent::operations
