#include "usage/last_usage_tracker.h"

#include <optional>

namespace trent::usage {
namespace {

Result<Timestamp> started(storage::Store& store, Timestamp now) {
  auto since = store.find_tracking_start();
  if (since || since.error().code != ErrorCode::NotFound) return since;
  TRY(store.commit({storage::PutTrackingStart{now}}));
  return now;
}

}  // namespace

Result<std::unique_ptr<LastUsageTracker>> LastUsageTracker::open(storage::Store& store,
                                                                 Timestamp now,
                                                                 const Bounds& bounds) {
  TRY_ASSIGN(const Timestamp since, started(store, now));
  return std::unique_ptr<LastUsageTracker>(new LastUsageTracker(store, since, bounds));
}

void LastUsageTracker::mark(const keys::KeyRef& key, keys::Operation operation, Timestamp at,
                            std::string_view request_id) {
  uses_.note(key, at, [&](keys::LastUsage& usage) {
    usage.operation = operation;
    usage.request_id = request_id;
  });
}

Result<keys::LastUsage> LastUsageTracker::find(const keys::KeyRef& key) {
  std::optional<keys::LastUsage> unflushed = uses_.unflushed(key);
  // A clock that was set back may have made the stored use the later.
  Result<keys::LastUsage> stored = store_.find_last_usage(key);
  if (!unflushed || (stored && stored->at > unflushed->at)) return stored;
  if (!stored && stored.error().code != ErrorCode::NotFound) return stored;
  return *std::move(unflushed);
}

Result<Flushed> LastUsageTracker::flush() {
  return uses_.flush([this](Uses::Part part) -> Result<std::size_t> {
    storage::Batch batch;
    for (const auto& [key, usage] : part) batch.emplace_back(storage::PutLastUsage{key, usage});
    TRY(store_.commit(std::move(batch)));
    return part.size();
  });
}

}  // namespace trent::usage
