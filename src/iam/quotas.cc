#include "iam/quotas.h"

#include <fmt/format.h>

namespace trent::iam {

std::unexpected<Error> exceeded(const Quota& quota) {
  return fail(ErrorCode::LimitExceeded,
              fmt::format("Cannot exceed quota for {}: {}", quota.name, quota.max));
}

Result<void> require_within(const Quota& quota, std::size_t count) {
  if (count > quota.max) return exceeded(quota);
  return {};
}

}  // namespace trent::iam
