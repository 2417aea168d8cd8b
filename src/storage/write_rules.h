// storage/write_rules.h: when a write of storage/store.h is allowed, in one place for every
// implementation: compare and swap, and limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/error.h"
#include "identity/records.h"

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

// The use to keep of an access key that is put with `put` while `stored` is remembered: uses come
// between the reading and the replacing of a record, which do not change its revision.
inline std::optional<identity::AccessKeyUse> later_use(
    const std::optional<identity::AccessKeyUse>& put,
    const std::optional<identity::AccessKeyUse>& stored) {
  if (!put) return stored;
  return stored && stored->at > put->at ? stored : put;
}

// May there be one more, when `present` are there?
inline Result<void> check_fewer(std::size_t present, std::size_t max) {
  if (present >= max) return fail_silently(ErrorCode::LimitExceeded);
  return {};
}

}  // namespace trent::storage
