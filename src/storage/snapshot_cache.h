// storage/snapshot_cache.h: a bounded cache of record snapshots for one thread.
//
// A table of small sets; a full set forgets what was used longest ago. All memory except the
// records is taken at construction. Not safe for several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/store.h"

namespace trent::storage {

template <class Record>
class SnapshotCache {
 public:
  using Ref = decltype(Record::ref);

  explicit SnapshotCache(std::size_t capacity)
      : sets_(std::max<std::size_t>(1, capacity / kWays)), entries_(sets_ * kWays) {}

  // The snapshot put under `hash` and `version`, or null. The pointer is good until the next put().
  const Snapshot<Record>* find(std::uint64_t hash, std::uint64_t version, const Ref& ref) {
    for (Entry& entry : set_of(hash)) {
      if (entry.hash != hash || !entry.record || entry.record->ref != ref) continue;
      if (entry.version != version) return nullptr;
      entry.last_used = ++clock_;
      return &entry.record;
    }
    return nullptr;
  }

  void put(std::uint64_t hash, std::uint64_t version, Snapshot<Record> record) {
    Entry* victim = nullptr;
    for (Entry& entry : set_of(hash)) {
      if (!victim || entry.last_used < victim->last_used) victim = &entry;
      if (entry.hash == hash && entry.record && entry.record->ref == record->ref) {
        victim = &entry;
        break;
      }
    }
    *victim = {hash, version, ++clock_, std::move(record)};
  }

 private:
  static constexpr std::size_t kWays = 8;

  struct Entry {
    std::uint64_t hash = 0;
    std::uint64_t version = 0;
    std::uint64_t last_used = 0;
    Snapshot<Record> record;
  };

  std::span<Entry, kWays> set_of(std::uint64_t hash) {
    // The low bits choose the slot of RecordCache; take others here.
    const std::size_t set = (hash >> 20) % sets_;
    return std::span<Entry, kWays>(&entries_[set * kWays], kWays);
  }

  std::size_t sets_;
  std::vector<Entry> entries_;
  std::uint64_t clock_ = 0;
};

}  // namespace trent::storage
