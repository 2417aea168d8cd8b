// storage/revision_rules.h: the compare-and-swap rules of storage/store.h, in one place for every
// implementation.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"

namespace trent::storage {

// May a record be put as the successor of revision `expected` (0: as a new one)?
inline Result<void> check_put(std::uint64_t expected, std::optional<std::uint64_t> stored) {
  if (expected != 0 && !stored) return fail_silently(ErrorCode::NotFound);
  if (expected != stored.value_or(0)) return fail_silently(ErrorCode::Conflict);
  return {};
}

inline Result<void> check_delete(std::uint64_t expected, std::optional<std::uint64_t> stored) {
  if (!stored) return fail_silently(ErrorCode::NotFound);
  if (expected != *stored) return fail_silently(ErrorCode::Conflict);
  return {};
}

}  // namespace trent::storage
