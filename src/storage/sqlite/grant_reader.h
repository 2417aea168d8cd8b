// storage/sqlite/grant_reader.h: grants from rows. As storage/sqlite/record_reader.h.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace trent::storage::sqlite {

inline constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

Result<std::vector<grants::Grant>> list_grants(Connection& connection, const keys::KeyRef& key,
                                               const GrantFilter& filter, std::uint64_t after,
                                               std::size_t limit);
Result<std::vector<grants::Grant>> list_retirable_grants(Connection& connection,
                                                         const RetirableFilter& filter,
                                                         std::uint64_t after, std::size_t limit);

}  // namespace trent::storage::sqlite
