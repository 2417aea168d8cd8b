// access/grants_on_key.h: the grants that let somebody do what is asked, looked for when the
// policies do not allow it.
#pragma once

#include <optional>

#include "access/asking.h"
#include "grants/evaluation.h"
#include "keys/key_record.h"
#include "policy/evaluation.h"
#include "storage/record_cache.h"

namespace trent::access {

class GrantsOnKey final : public policy::Grants {
 public:
  // All must outlive this.
  GrantsOnKey(const storage::RecordCache& records, const Asking& asking,
              std::string_view permission, const policy::Principal& who, const keys::KeyRecord& key)
      : records_(records), asking_(asking), permission_(permission), who_(who), key_(key) {}

  // Nothing also when the grants cannot be read: they only ever allow.
  std::span<const policy::ApplicableGrant> applicable() const override;

 private:
  void look() const;

  const storage::RecordCache& records_;
  const Asking& asking_;
  std::string_view permission_;
  const policy::Principal& who_;
  const keys::KeyRecord& key_;
  mutable bool looked_ = false;
  mutable storage::Snapshot<grants::KeyGrants> found_;  // what `grants_` looks at
  mutable std::optional<grants::ApplicableGrants> grants_;
  mutable std::optional<policy::ApplicableGrant> retiring_;
};

}  // namespace trent::access
