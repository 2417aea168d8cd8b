// jobs/sweeper.h: does what happens to keys by itself: erases expired material, rotates keys and
// deletes keys whose waiting period is over.
//
// Of expiry and deletion the sweeper only makes real what already holds: expired material cannot be
// used, and a key past its deletion date does not exist, from that very instant
// (keys/key_state.h). A rotation happens when it is swept.
#pragma once

#include <vector>

#include "audit/event.h"
#include "audit/sink.h"
#include "base/clock.h"
#include "keys/multi_region.h"
#include "material/materials.h"
#include "storage/record_cache.h"

namespace trent::jobs {

class Sweeper {
 public:
  // `sink`: where the audit records of what happened go; null: nowhere.
  Sweeper(storage::RecordCache& records, const material::Materials& materials, const Clock& clock,
          audit::Sink* sink = nullptr)
      : records_(records), materials_(materials), clock_(clock), audit_(sink) {}

  // Handles all that is due now. Returns the number of keys that were changed or deleted. A key
  // that somebody else changes meanwhile is left for the next round. Sweepers may run at the same
  // time: each change happens once. Errors: Internal.
  Result<std::size_t> sweep();

 private:
  Result<bool> sweep_key(const keys::KeyRecord& key, Timestamp now);
  Result<bool> delete_key(const keys::RelatedKeys& related, Timestamp now);
  Result<bool> renew(const keys::RelatedKeys& related, Timestamp now);
  Result<std::vector<audit::ServiceEvent>> rotate(keys::KeyRecord& key, Timestamp now) const;
  Result<bool> commit(storage::Batch batch);
  void record(const audit::ServiceEvent& event) const;

  storage::RecordCache& records_;
  const material::Materials& materials_;
  const Clock& clock_;
  audit::Sink* const audit_;
};

}  // namespace trent::jobs
