#include "material/unwrapped_cache.h"

namespace trent::material {
namespace {

// What this thread has seen. Ids are unique across deployments, so one table serves every cache of
// the process. It only ever holds expired or live weak pointers, never material.
using Seen = std::unordered_map<keys::KeyMaterialId, std::weak_ptr<const KeyMaterial>>;

constexpr std::size_t kSeenMax = 16384;

Seen& seen_by_this_thread() {
  thread_local Seen seen;
  return seen;
}

void remember(const keys::KeyMaterialId& id, const UnwrappedCache::Material& material) {
  Seen& seen = seen_by_this_thread();
  if (seen.size() >= kSeenMax) seen.clear();
  seen.insert_or_assign(id, material);
}

}  // namespace

UnwrappedCache::Material UnwrappedCache::find(const keys::KeyMaterialId& id) const {
  Seen& seen = seen_by_this_thread();
  if (const auto here = seen.find(id); here != seen.end())
    if (Material material = here->second.lock()) return material;
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(id);
  if (entry == entries_.end()) return nullptr;
  remember(id, entry->second.material);
  return entry->second.material;
}

void UnwrappedCache::put(const keys::KeyRef& owner, const keys::KeyMaterialId& id,
                         Material material) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= entries_max_) forget_oldest();
  if (entries_.insert_or_assign(id, Entry{owner, std::move(material)}).second)
    in_order_of_arrival_.push_back(id);
}

void UnwrappedCache::evict(const keys::KeyRef& owner) {
  const std::lock_guard lock(mutex_);
  const std::size_t erased =
      std::erase_if(entries_, [&](const auto& entry) { return entry.second.owner == owner; });
  if (erased == 0) return;
  std::erase_if(in_order_of_arrival_,
                [&](const keys::KeyMaterialId& id) { return !entries_.contains(id); });
}

void UnwrappedCache::forget_oldest() {
  entries_.erase(in_order_of_arrival_.front());
  in_order_of_arrival_.pop_front();
}

}  // namespace trent::material
