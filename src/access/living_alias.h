// access/living_alias.h: looks an alias up. It goes with its key, which does not exist from its
// deletion date on, though both are erased only when they are swept.
#pragma once

#include "base/clock.h"
#include "storage/store.h"

namespace trent::access {

// Does the key exist? It is gone at its deletion date, and what belongs to it a little later.
// Errors: Internal.
Result<bool> key_lives(const storage::Store& records, const keys::KeyRef& key, Timestamp now);

// Does what the alias points to exist? Errors: Internal.
Result<bool> is_living(const storage::Store& records, const keys::AliasRecord& alias,
                       Timestamp now);

// Errors: NotFound (without message), Internal.
Result<storage::Snapshot<keys::AliasRecord>> find_living_alias(const storage::Store& records,
                                                               const keys::AliasRef& ref,
                                                               Timestamp now);

}  // namespace trent::access
