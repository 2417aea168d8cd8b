// operations/aws_managed_keys.h: makes the key of a predefined alias when it is first used.
//
// Source: kms-behaviour.md 10.3.
#pragma once

#include "access/predefined_aliases.h"
#include "audit/sink.h"
#include "material/materials.h"
#include "storage/record_cache.h"

namespace trent::operations {

class AwsManagedKeys final : public access::PredefinedAliases {
 public:
  // `sink`: where the audit records of new keys go; null: nowhere.
  AwsManagedKeys(storage::RecordCache& records, const material::Materials& materials,
                 audit::Sink* sink = nullptr)
      : records_(records), materials_(materials), audit_(sink) {}

  Result<keys::KeyRef> first_use(const keys::AliasRef& alias, Timestamp now,
                                 const Admission& admission) const override;

 private:
  storage::RecordCache& records_;
  const material::Materials& materials_;
  audit::Sink* const audit_;
};

}  // namespace trent::operations
