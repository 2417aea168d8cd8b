// usage/access_key_tracker.h: remembers the newest use of each access key, as usage/newest_uses.h
// does it.
//
// A use is told and stored to the minute, as IAM tells it, and only stored when minute, service or
// Region are others than those that were stored last: a key in constant use costs one write a
// minute. Safe from any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/error.h"
#include "identity/records.h"
#include "storage/store.h"
#include "usage/newest_uses.h"

namespace trent::usage {

class AccessKeyTracker {
 public:
  // `store` must outlive the tracker.
  explicit AccessKeyTracker(storage::Store& store, const Bounds& bounds = {})
      : store_(store), uses_(bounds) {}

  // A request was signed with the long-term access key. `service` and `region` as in its credential
  // scope. Of several uses the latest is kept, of simultaneous ones the last.
  void mark(std::string_view id, std::string_view service, std::string_view region, Timestamp at);

  // The access key, with its newest use, flushed or not, to the minute. Errors: NotFound (without
  // message), Internal.
  Result<identity::AccessKeyRecord> find(std::string_view id);

  // Writes what was marked until now and is not stored. After an error the rest waits for the next
  // flush. Errors: Internal.
  Result<Flushed> flush();

 private:
  struct HashOfId {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  template <class Use>
  using ById = std::unordered_map<std::string, Use, HashOfId, std::equal_to<>>;
  using Uses = NewestUses<std::string, identity::AccessKeyUse, HashOfId, std::equal_to<>>;

  Result<std::size_t> store(Uses::Part part);
  bool is_stored(const std::string& id, const identity::AccessKeyUse& use) const;
  void note_stored(const storage::PutAccessKeyUse& write);

  storage::Store& store_;
  Uses uses_;
  // What was stored of uses in `stored_minute_`, the newest there was. Touched within flushes only,
  // of which there is one at a time.
  ById<identity::AccessKeyUse> stored_;
  Timestamp stored_minute_{};
};

}  // namespace trent::usage
