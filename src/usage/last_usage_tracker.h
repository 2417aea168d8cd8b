// usage/last_usage_tracker.h: remembers the newest use of each KMS key, as usage/newest_uses.h does
// it. Safe from any thread.
#pragma once

#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "keys/ids.h"
#include "keys/last_usage.h"
#include "storage/store.h"
#include "usage/newest_uses.h"

namespace trent::usage {

class LastUsageTracker {
 public:
  // Asks the store since when uses are tracked, and begins with `now` if they are not yet.
  // `store` must outlive the tracker. Errors: Internal.
  static Result<std::unique_ptr<LastUsageTracker>> open(storage::Store& store, Timestamp now,
                                                        const Bounds& bounds = {});

  // The key was used. Of several uses the latest is kept, of simultaneous ones the last.
  void mark(const keys::KeyRef& key, keys::Operation operation, Timestamp at,
            std::string_view request_id);

  // The newest use of the key, flushed or not. Errors: NotFound (without message) when there was
  // none since the start of tracking, Internal.
  Result<keys::LastUsage> find(const keys::KeyRef& key);

  // Writes what was marked until now. After an error the rest waits for the next flush.
  // Errors: Internal.
  Result<Flushed> flush();

  Timestamp tracking_start() const { return tracking_start_; }

 private:
  struct HashOfKey {
    std::size_t operator()(const keys::KeyRef& key) const {
      return std::hash<keys::KeyId>{}(key.id);  // random, and rarely the same in two Regions
    }
  };
  using Uses = NewestUses<keys::KeyRef, keys::LastUsage, HashOfKey>;

  LastUsageTracker(storage::Store& store, Timestamp tracking_start, const Bounds& bounds)
      : store_(store), tracking_start_(tracking_start), uses_(bounds) {}

  storage::Store& store_;
  const Timestamp tracking_start_;
  Uses uses_;
};

}  // namespace trent::usage
