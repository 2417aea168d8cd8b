// material/unwrapped_cache.h: key material in the clear, for as long as it is in use.
//
// Bounded and wiped. A thread remembers where it found material without owning it, so a hit takes
// no lock; the one owner is here, and evict() makes every thread forget at once.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "keys/ids.h"
#include "material/key_material.h"

namespace trent::material {

class UnwrappedCache {
 public:
  using Material = std::shared_ptr<const KeyMaterial>;

  explicit UnwrappedCache(std::size_t entries_max) : entries_max_(entries_max) {}

  // Null when the material is not here.
  Material find(const keys::KeyMaterialId& id) const;
  void put(const keys::KeyRef& owner, const keys::KeyMaterialId& id, Material material);
  // Forgets all material of `owner`. Requests in flight finish with what they hold.
  void evict(const keys::KeyRef& owner);

 private:
  struct Entry {
    keys::KeyRef owner;
    Material material;
  };

  void forget_oldest();

  const std::size_t entries_max_;
  mutable std::mutex mutex_;
  std::unordered_map<keys::KeyMaterialId, Entry> entries_;
  std::deque<keys::KeyMaterialId> in_order_of_arrival_;
};

}  // namespace trent::material
