#include "operations/days_without_use.h"

#include <algorithm>

namespace trent::operations {
namespace {

// The last use of the key, or since when there was none. Errors: NotFound (no such key), Internal.
Result<Timestamp> idle_since(Call& call, const keys::KeyRef& ref) {
  TRY_ASSIGN(const auto key, call.services().records.find_key(ref));
  usage::LastUsageTracker& uses = call.services().last_usage;
  const auto used = uses.find(ref);
  if (used) return used->at;
  if (used.error().code != ErrorCode::NotFound) return std::unexpected(used.error());
  return std::max(key->created, uses.tracking_start());
}

}  // namespace

void prove_days_without_use(Call& call, std::string_view key_identifier) {
  const auto ref = call.key_named(key_identifier);
  if (!ref) return;
  const auto since = idle_since(call, *ref);
  if (!since && since.error().code == ErrorCode::NotFound) return;
  // A look-up that fails counts as a use now, which keeps the key.
  const auto days = std::chrono::floor<std::chrono::days>(call.now() - since.value_or(call.now()));
  call.prove("kms:TrailingDaysWithoutKeyUsage",
             std::to_string(std::max<std::chrono::days::rep>(0, days.count())));
}

}  // namespace trent::operations
