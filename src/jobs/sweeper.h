// jobs/sweeper.h: does what happens to keys by itself: erases expired material and deletes keys
// whose waiting period is over.
//
// The sweeper only makes real what already holds: expired material cannot be used, and a key past
// its deletion date does not exist, from that very instant (keys/key_state.h).
#pragma once

#include "base/clock.h"
#include "storage/record_cache.h"

namespace trent::jobs {

class Sweeper {
 public:
  Sweeper(storage::RecordCache& records, const Clock& clock) : records_(records), clock_(clock) {}

  // Handles all that is due now. Returns the number of keys that were changed or deleted. A key
  // that somebody else changes meanwhile is left for the next round.
  Result<std::size_t> sweep();

 private:
  Result<bool> sweep_key(const keys::KeyRecord& key, Timestamp now);

  storage::RecordCache& records_;
  const Clock& clock_;
};

}  // namespace trent::jobs
