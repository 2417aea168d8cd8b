#include "storage/related_keys.h"

#include <algorithm>

namespace trent::storage {

Result<keys::RelatedKeys> find_related_keys(const Store& store, const keys::KeyRecord& key) {
  keys::RelatedKeys related{key};
  for (const keys::KeyRef& ref : keys::related_refs(key)) {
    if (ref == key.ref) continue;
    TRY_ASSIGN(const auto found, store.find_key(ref));
    related.push_back(*found);
  }
  return related;
}

Batch changes(const keys::RelatedKeys& before, const keys::RelatedKeys& after) {
  const bool all = keys::shared_properties_differ(before, after);
  Batch batch;
  for (const keys::KeyRecord& key : after)
    if (all || std::ranges::find(before, key) == before.end()) batch.emplace_back(PutKey{key});
  return batch;
}

}  // namespace trent::storage
