// usage/newest_uses.h: the newest use of each of many things, without a write for each use. What
// the trackers of this folder are made of.
//
// note() writes into a buffer of its own thread; flush() takes what all threads have noted and
// hands it to whoever stores it, many at a time. Called every kFlushInterval, and after the last
// request of a clean stop; so a crash loses the uses of that interval and of the commit that was
// under way, no more.
//
// A thread takes its buffer out of its place while it writes, which is one atomic exchange; who
// collects exchanges the buffer for an empty one, and comes again when it is out. So note() waits
// for nobody, and allocates nothing for what is noted already. Only when a buffer is full does its
// thread empty it itself, under a lock.
//
// Safe from any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace trent::usage {

inline constexpr Duration kFlushInterval = std::chrono::seconds(2);

struct Bounds {
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

// `Use` has a time, `at`. With Hash and Equal that are transparent, a key is also found by what
// it can be made of.
template <class Key, class Use, class Hash, class Equal = std::equal_to<Key>>
class NewestUses {
 public:
  struct Noted {
    Key key;
    Use use;
  };

  explicit NewestUses(const Bounds& bounds) : bounds_(bounds), id_(next_id()) {}
  NewestUses(const NewestUses&) = delete;
  NewestUses& operator=(const NewestUses&) = delete;

  // `write` is given the use of `key` at `at`, to fill in all but the time. What it assigns keeps
  // its capacity. Of several uses the latest is kept, of simultaneous ones the last.
  template <class Name, class Write>
  void note(const Name& key, Timestamp at, const Write& write) {
    Place& place = place_of_thread();
    const auto attempt = [&] {
      Taken marks(place);
      auto found = (*marks).find(key);
      if (found == (*marks).end()) {
        if ((*marks).size() >= bounds_.keys_per_thread) return false;
        found = (*marks).try_emplace(Key(key)).first;
      }
      if (at < found->second.at) return true;
      found->second.at = at;
      write(found->second);
      return true;
    };
    if (attempt()) return;
    empty(place);
    attempt();
  }

  // The newest use of those that are not known to be stored. What is not there is stored, if it was
  // noted before the call: so ask here first, then the store.
  template <class Name>
  std::optional<Use> unflushed(const Name& key) {
    const std::lock_guard lock(mutex_);
    collect();
    const auto found = waiting_.find(key);
    return found == waiting_.end() ? std::nullopt : std::optional(found->second);
  }

  // Has what was noted until now stored by `store`, which says how much of the part that it is
  // given it had to write. Not called again for the rest after an error, which waits for the next
  // flush. Errors: those of `store`.
  using Part = std::span<const Noted>;
  template <class StorePart>
  Result<Flushed> flush(const StorePart& store) {
    const std::lock_guard flushing(flushing_);
    const std::vector<Noted> noted = waiting();
    Flushed flushed;
    for (Part rest(noted); !rest.empty();) {
      const Part part = rest.first(std::min(rest.size(), bounds_.keys_per_commit));
      TRY_ASSIGN(const std::size_t written, store(part));
      forget(part);
      flushed.written += written;
      rest = rest.subspan(part.size());
    }
    const std::lock_guard lock(mutex_);
    flushed.dropped = std::exchange(dropped_, 0);
    return flushed;
  }

 private:
  using Marks = std::unordered_map<Key, Use, Hash, Equal>;

  // Where a thread's buffer lies. Empty only while its thread writes into the buffer.
  struct Place {
    explicit Place(std::uint64_t owner) : owner_id(owner), buffer(new Marks) {}
    ~Place() { delete buffer.load(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // For others than its thread.
    std::unique_ptr<Marks> exchange_for_empty() {
      auto empty = std::make_unique<Marks>();
      Marks* full = buffer.load();
      while (full == nullptr || !buffer.compare_exchange_weak(full, empty.get())) {
        if (full == nullptr) std::this_thread::yield();
        full = buffer.load();
      }
      static_cast<void>(empty.release());  // the place owns it
      return std::unique_ptr<Marks>(full);
    }

    const std::uint64_t owner_id;
    std::atomic<Marks*> buffer;
  };

  // The thread's own buffer, out of its place for as long as this lives.
  class Taken {
   public:
    explicit Taken(Place& place) : place_(place), marks_(place.buffer.exchange(nullptr)) {}
    ~Taken() { place_.buffer.store(marks_); }
    Taken(const Taken&) = delete;
    Taken& operator=(const Taken&) = delete;

    Marks& operator*() { return *marks_; }

   private:
    Place& place_;
    Marks* const marks_;
  };

  static std::uint64_t next_id() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }

  Place& place_of_thread() {
    thread_local constinit std::uint64_t recent_id = 0;
    thread_local constinit Place* recent = nullptr;
    if (recent_id == id_) return *recent;

    thread_local std::vector<std::shared_ptr<Place>> owned;
    // Those that nobody else has belong to objects that are gone.
    std::erase_if(owned, [](const auto& place) { return place.use_count() == 1; });
    auto found = std::ranges::find(owned, id_, [](const auto& place) { return place->owner_id; });
    if (found == owned.end()) {
      owned.push_back(make_place());
      found = std::prev(owned.end());
    }
    recent = found->get();
    recent_id = id_;
    return *recent;
  }

  std::shared_ptr<Place> make_place() {
    auto place = std::make_shared<Place>(id_);
    const std::lock_guard lock(mutex_);
    places_.push_back(place);
    return place;
  }

  // The buffer must be in its place: who holds the mutex may be waiting for it.
  void empty(Place& place) {
    const std::lock_guard lock(mutex_);
    wait_for_store(*place.exchange_for_empty());
  }

  // Takes what all threads have noted. Under mutex_.
  void collect() {
    for (const auto& place : places_) wait_for_store(*place->exchange_for_empty());
  }

  // Under mutex_.
  void wait_for_store(Marks& marks) {
    for (auto& [key, use] : marks) {
      auto found = waiting_.find(key);
      if (found == waiting_.end()) {
        if (waiting_.size() >= bounds_.keys_waiting) {
          ++dropped_;
          continue;
        }
        found = waiting_.try_emplace(key).first;
      }
      if (use.at >= found->second.at) found->second = std::move(use);
    }
  }

  std::vector<Noted> waiting() {
    const std::lock_guard lock(mutex_);
    collect();
    std::vector<Noted> noted;
    noted.reserve(waiting_.size());
    for (const auto& [key, use] : waiting_) noted.push_back({key, use});
    return noted;
  }

  // What was used again meanwhile goes on waiting.
  void forget(Part stored) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, use] : stored) {
      const auto found = waiting_.find(key);
      if (found != waiting_.end() && found->second == use) waiting_.erase(found);
    }
  }

  const Bounds bounds_;
  const std::uint64_t id_;  // unique in the process: what threads know their places by

  std::mutex flushing_;  // held for a whole flush

  std::mutex mutex_;                            // guards all below; never held during I/O
  std::vector<std::shared_ptr<Place>> places_;  // of threads that have ended, too
  Marks waiting_;                               // collected and not known to be stored
  std::size_t dropped_ = 0;
};

}  // namespace trent::usage
