// access/testing/fake_predefined_aliases.h: predefined aliases whose keys a test decides, for tests
// of the gate and of what stands on it.
#pragma once

#include <map>
#include <vector>

#include "access/predefined_aliases.h"

namespace trent::access::testing {

class FakePredefinedAliases final : public PredefinedAliases {
 public:
  Result<keys::KeyRef> first_use(const keys::AliasRef& alias, Timestamp,
                                 const Admission& admission) const override {
    asked.push_back(alias);
    const auto key = keys.find(alias.name);
    if (key == keys.end()) return fail_silently(ErrorCode::NotFound);
    TRY(admission(key->second));
    return key->second.ref;
  }

  std::map<keys::AliasName, keys::KeyRecord> keys;
  mutable std::vector<keys::AliasRef> asked;
};

}  // namespace trent::access::testing
