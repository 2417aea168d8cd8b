// storage/related_keys.h: reads and writes the related keys of a multi-Region key
// (keys/multi_region.h) as one.
#pragma once

#include "keys/multi_region.h"
#include "storage/store.h"

namespace trent::storage {

// `key`, as it is, and after it what is stored of the keys related to it.
// Errors: NotFound (without message: they changed since `key` was read), Internal.
Result<keys::RelatedKeys> find_related_keys(const Store& store, const keys::KeyRecord& key);

// What to write so that `before` becomes `after`, two states of the same set; nothing when they are
// equal. When shared properties differ all keys are put: what one Region got may depend on what
// another lacked, so a change in that other must disturb this one.
Batch changes(const keys::RelatedKeys& before, const keys::RelatedKeys& after);

}  // namespace trent::storage
