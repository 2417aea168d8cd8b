// storage/memory/memory_store.h: a store that forgets everything when it goes. For tests and
// throw-away servers; keeps every promise of storage/store.h except durability.
#pragma once

#include <memory>

#include "storage/store.h"

namespace trent::storage {

std::unique_ptr<Store> make_memory_store();

}  // namespace trent::storage
