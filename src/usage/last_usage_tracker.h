// usage/last_usage_tracker.h: remembers the newest use of each key without a write for each use.
//
// mark() writes into a buffer of its own thread; flush() takes what all threads have marked and
// gives it to the store, many keys in a commit. Called every kFlushInterval, and after the last
// request of a clean stop; so a crash loses the uses of that interval and of the commit that was
// under way, no more.
//
// A thread takes its buffer out of its place while it writes, which is one atomic exchange; who
// collects exchanges the buffer for an empty one, and comes again when it is out. So mark() waits
// for nobody, and allocates nothing for a key that is marked already. Only when a buffer is full
// does its thread empty it itself, under a lock.
//
// Safe from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "keys/ids.h"
#include "keys/last_usage.h"
#include "storage/store.h"

namespace trent::usage {

inline constexpr Duration kFlushInterval = std::chrono::seconds(2);

class LastUsageTracker {
 public:
  struct Options {
    std::size_t keys_per_thread = 4096;
    // Waiting for the store: what a failing disk lets pile up. Uses of more keys are dropped.
    std::size_t keys_waiting = 1'000'000;
    std::size_t keys_per_commit = 4096;  // so that other writers do not wait long
  };

  // What a flush came to.
  struct Flushed {
    std::size_t written = 0;
    std::size_t dropped = 0;  // since the flush before, for want of room
  };

  // Asks the store since when uses are tracked, and begins with `now` if they are not yet.
  // `store` must outlive the tracker. Errors: Internal.
  static Result<std::unique_ptr<LastUsageTracker>> open(storage::Store& store, Timestamp now,
                                                        const Options& options);
  static Result<std::unique_ptr<LastUsageTracker>> open(storage::Store& store, Timestamp now) {
    return open(store, now, Options{});
  }
  ~LastUsageTracker();
  LastUsageTracker(const LastUsageTracker&) = delete;
  LastUsageTracker& operator=(const LastUsageTracker&) = delete;

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
  using Marks = std::unordered_map<keys::KeyRef, keys::LastUsage, HashOfKey>;
  struct Place;
  class Taken;

  LastUsageTracker(storage::Store& store, Timestamp tracking_start, const Options& options);

  Place& place_of_thread();
  std::shared_ptr<Place> make_place();
  void empty(Place& place);
  void collect();
  void wait_for_store(Marks& marks);
  std::vector<storage::PutLastUsage> waiting();
  void forget(const std::vector<storage::PutLastUsage>& written);

  storage::Store& store_;
  const Timestamp tracking_start_;
  const Options options_;
  const std::uint64_t id_;  // unique in the process: what threads know their places by

  std::mutex flushing_;  // held for a whole flush

  std::mutex mutex_;                            // guards all below; never held during I/O
  std::vector<std::shared_ptr<Place>> places_;  // of threads that have ended, too
  Marks waiting_;                               // collected and not known to be stored
  std::size_t dropped_ = 0;
};

}  // namespace trent::usage
