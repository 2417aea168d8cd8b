// keys/deletion.h: the waiting period at the end of a key's life.
//
// Pure functions from a record to its successor, as in keys/imported_material.h.
//
// Source: kms-behaviour.md section 8.
#pragma once

#include <chrono>

#include "keys/key_record.h"

namespace trent::keys {

// The key is deleted a window from now, or, if it is a primary that has replicas, a window after
// the last of them is.
KeyRecord with_deletion_scheduled(KeyRecord key, std::chrono::days window, Timestamp now);

// The key is kept. It is disabled, and stays so until EnableKey.
KeyRecord with_deletion_cancelled(KeyRecord key);

}  // namespace trent::keys
