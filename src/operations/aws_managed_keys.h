// operations/aws_managed_keys.h: makes the key of a predefined alias when it is first used.
//
// Source: kms-behaviour.md 10.3.
#pragma once

#include "access/predefined_aliases.h"
#include "material/materials.h"
#include "storage/record_cache.h"

namespace trent::operations {

class AwsManagedKeys final : public access::PredefinedAliases {
 public:
  AwsManagedKeys(storage::RecordCache& records, const material::Materials& materials)
      : records_(records), materials_(materials) {}

  Result<keys::KeyRef> first_use(const keys::AliasRef& alias, Timestamp now,
                                 const Admission& admission) const override;

 private:
  storage::RecordCache& records_;
  const material::Materials& materials_;
};

}  // namespace trent::operations
