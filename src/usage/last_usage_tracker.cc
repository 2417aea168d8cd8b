#include "usage/last_usage_tracker.h"

#include <algorithm>
#include <thread>

namespace trent::usage {
namespace {

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

// Keeps the capacity of the texts: a key that is marked again costs no allocation.
void note(keys::LastUsage& usage, keys::Operation operation, Timestamp at,
          std::string_view request_id) {
  if (at < usage.at) return;
  usage.operation = operation;
  usage.at = at;
  usage.request_id = request_id;
}

Result<Timestamp> started(storage::Store& store, Timestamp now) {
  auto since = store.find_tracking_start();
  if (since || since.error().code != ErrorCode::NotFound) return since;
  TRY(store.commit({storage::PutTrackingStart{now}}));
  return now;
}

}  // namespace

// Where a thread's buffer lies. Empty only while its thread writes into the buffer.
struct LastUsageTracker::Place {
  explicit Place(std::uint64_t tracker) : tracker_id(tracker), buffer(new Marks) {}
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

  const std::uint64_t tracker_id;
  std::atomic<Marks*> buffer;
};

// The thread's own buffer, out of its place for as long as this lives.
class LastUsageTracker::Taken {
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

Result<std::unique_ptr<LastUsageTracker>> LastUsageTracker::open(storage::Store& store,
                                                                 Timestamp now,
                                                                 const Options& options) {
  TRY_ASSIGN(const Timestamp since, started(store, now));
  return std::unique_ptr<LastUsageTracker>(new LastUsageTracker(store, since, options));
}

LastUsageTracker::LastUsageTracker(storage::Store& store, Timestamp tracking_start,
                                   const Options& options)
    : store_(store), tracking_start_(tracking_start), options_(options), id_(next_id()) {}

LastUsageTracker::~LastUsageTracker() = default;

void LastUsageTracker::mark(const keys::KeyRef& key, keys::Operation operation, Timestamp at,
                            std::string_view request_id) {
  Place& place = place_of_thread();
  const auto attempt = [&] {
    Taken marks(place);
    auto found = (*marks).find(key);
    if (found == (*marks).end()) {
      if ((*marks).size() >= options_.keys_per_thread) return false;
      found = (*marks).try_emplace(key).first;
    }
    note(found->second, operation, at, request_id);
    return true;
  };
  if (attempt()) return;
  empty(place);
  attempt();
}

LastUsageTracker::Place& LastUsageTracker::place_of_thread() {
  thread_local constinit std::uint64_t recent_id = 0;
  thread_local constinit Place* recent = nullptr;
  if (recent_id == id_) return *recent;

  thread_local std::vector<std::shared_ptr<Place>> owned;
  // Those that nobody else has belong to trackers that are gone.
  std::erase_if(owned, [](const auto& place) { return place.use_count() == 1; });
  auto found = std::ranges::find(owned, id_, [](const auto& place) { return place->tracker_id; });
  if (found == owned.end()) {
    owned.push_back(make_place());
    found = std::prev(owned.end());
  }
  recent = found->get();
  recent_id = id_;
  return *recent;
}

std::shared_ptr<LastUsageTracker::Place> LastUsageTracker::make_place() {
  auto place = std::make_shared<Place>(id_);
  const std::lock_guard lock(mutex_);
  places_.push_back(place);
  return place;
}

// The buffer must be in its place: who holds the mutex may be waiting for it.
void LastUsageTracker::empty(Place& place) {
  const std::lock_guard lock(mutex_);
  wait_for_store(*place.exchange_for_empty());
}

// Takes what all threads have marked. Under mutex_.
void LastUsageTracker::collect() {
  for (const auto& place : places_) wait_for_store(*place->exchange_for_empty());
}

// Under mutex_.
void LastUsageTracker::wait_for_store(Marks& marks) {
  for (auto& [key, usage] : marks) {
    auto found = waiting_.find(key);
    if (found == waiting_.end()) {
      if (waiting_.size() >= options_.keys_waiting) {
        ++dropped_;
        continue;
      }
      found = waiting_.try_emplace(key).first;
    }
    if (usage.at >= found->second.at) found->second = std::move(usage);
  }
}

Result<keys::LastUsage> LastUsageTracker::find(const keys::KeyRef& key) {
  keys::LastUsage unflushed;
  bool marked = false;
  {
    const std::lock_guard lock(mutex_);
    collect();
    if (const auto found = waiting_.find(key); found != waiting_.end()) {
      unflushed = found->second;
      marked = true;
    }
  }
  // What is not waiting is stored. A clock that was set back may have made the stored use the
  // later.
  Result<keys::LastUsage> stored = store_.find_last_usage(key);
  if (!marked || (stored && stored->at > unflushed.at)) return stored;
  if (!stored && stored.error().code != ErrorCode::NotFound) return stored;
  return unflushed;
}

std::vector<storage::PutLastUsage> LastUsageTracker::waiting() {
  const std::lock_guard lock(mutex_);
  collect();
  std::vector<storage::PutLastUsage> writes;
  writes.reserve(waiting_.size());
  for (const auto& [key, usage] : waiting_) writes.push_back({key, usage});
  return writes;
}

// What was used again meanwhile goes on waiting.
void LastUsageTracker::forget(const std::vector<storage::PutLastUsage>& written) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, usage] : written) {
    const auto found = waiting_.find(key);
    if (found != waiting_.end() && found->second == usage) waiting_.erase(found);
  }
}

Result<LastUsageTracker::Flushed> LastUsageTracker::flush() {
  const std::lock_guard flushing(flushing_);
  const std::vector<storage::PutLastUsage> writes = waiting();
  Flushed flushed;
  for (auto next = writes.begin(); next != writes.end();) {
    const auto count = std::min<std::ptrdiff_t>(
        writes.end() - next, static_cast<std::ptrdiff_t>(options_.keys_per_commit));
    const std::vector<storage::PutLastUsage> part(next, next + count);
    TRY(store_.commit(storage::Batch(part.begin(), part.end())));
    forget(part);
    flushed.written += part.size();
    next += count;
  }
  const std::lock_guard lock(mutex_);
  flushed.dropped = std::exchange(dropped_, 0);
  return flushed;
}

}  // namespace trent::usage
