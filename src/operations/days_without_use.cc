#include "operations/days_without_use.h"

#include <algorithm>

namespace trent::operations {

void prove_days_without_use(Call& call, std::string_view key_identifier) {
  const auto ref = call.key_named(key_identifier);
  if (!ref) return;
  const auto key = call.services().records.find_key(*ref);
  if (!key && key.error().code == ErrorCode::NotFound) return;
  usage::LastUsageTracker& uses = call.services().last_usage;
  const auto used = uses.find(*ref);
  // A look-up that fails counts as a use now, which keeps the key.
  const bool never = key && !used && used.error().code == ErrorCode::NotFound;
  const Timestamp idle_since = key && used ? used->at
                               : never     ? std::max((*key)->created, uses.tracking_start())
                                           : call.now();
  const auto days = std::chrono::floor<std::chrono::days>(call.now() - idle_since);
  call.prove("kms:TrailingDaysWithoutKeyUsage",
             std::to_string(std::max<std::chrono::days::rep>(0, days.count())));
}

}  // namespace trent::operations
