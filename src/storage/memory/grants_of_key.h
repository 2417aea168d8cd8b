// storage/memory/grants_of_key.h: the grants of one key, as the store in memory keeps them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "grants/grant.h"
#include "storage/store.h"

namespace trent::storage {

inline bool matches(const grants::Grant& grant, const GrantFilter& filter) {
  return (!filter.id || grant.id == *filter.id) &&
         (!filter.grantee || grant.grantee.name == *filter.grantee) &&
         (!filter.name || grant.name == *filter.name);
}

// In order of creation, and where each one is.
struct GrantsOfKey {
  std::map<std::uint64_t, grants::Grant> by_ordinal;
  std::map<grants::GrantId, std::uint64_t> ordinals;

  void add(grants::Grant grant) {
    ordinals.emplace(grant.id, grant.ordinal);
    by_ordinal.emplace(grant.ordinal, std::move(grant));
  }
  void remove(const grants::GrantId& id) {
    by_ordinal.erase(ordinals.at(id));
    ordinals.erase(id);
  }
  bool repeats_one(const grants::Grant& grant) const {
    return !grant.name.empty() && std::ranges::any_of(by_ordinal, [&](const auto& row) {
      return is_repeat_of(grant, row.second);
    });
  }
};

}  // namespace trent::storage
