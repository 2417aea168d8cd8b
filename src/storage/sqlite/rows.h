// storage/sqlite/rows.h: pages of values from queries.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "storage/sqlite/connection.h"

namespace trent::storage::sqlite {

// SQLite counts in signed numbers.
inline std::int64_t row_limit(std::size_t limit) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, kMost));
}

// All rows of `query`, each made into a value by `make(row)`, which may leave blame in the row.
template <class Value, class Make>
Result<std::vector<Value>> all_rows(Query& query, Make make) {
  std::vector<Value> values;
  for (;;) {
    TRY_ASSIGN(const bool found, query.next());
    if (!found) return values;
    Row row(query);
    values.push_back(make(row));
    TRY(row.check());
  }
}

}  // namespace trent::storage::sqlite
