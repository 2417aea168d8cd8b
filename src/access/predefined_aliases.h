// access/predefined_aliases.h: how the gate gets the key of a predefined alias (alias/aws/s3) that
// nobody has used yet.
//
// It takes making key material, which is above this folder: operations/aws_managed_keys.h.
#pragma once

#include <functional>

#include "base/clock.h"
#include "base/error.h"
#include "keys/key_record.h"

namespace trent::access {

class PredefinedAliases {
 public:
  // Asked about the key that would come into being, before anything of it is stored.
  using Admission = std::function<Result<void>(const keys::KeyRecord& key)>;

  virtual ~PredefinedAliases() = default;

  // The key of an alias that keys::find_predefined_alias() knows and the store does not: stored
  // durably when this returns, and the same for all who ask at once. Errors: those of `admission`
  // (nothing is stored then), Internal.
  virtual Result<keys::KeyRef> first_use(const keys::AliasRef& alias, Timestamp now,
                                         const Admission& admission) const = 0;
};

}  // namespace trent::access
