#include "access/living_alias.h"

#include "keys/key_state.h"

namespace trent::access {

Result<bool> is_living(const storage::Store& records, const keys::AliasRecord& alias,
                       Timestamp now) {
  const auto key = records.find_key({alias.ref.scope, alias.target});
  if (key) return !keys::is_gone_at(**key, now);
  if (key.error().code == ErrorCode::NotFound) return false;
  return std::unexpected(key.error());
}

Result<storage::Snapshot<keys::AliasRecord>> find_living_alias(const storage::Store& records,
                                                               const keys::AliasRef& ref,
                                                               Timestamp now) {
  TRY_ASSIGN(auto alias, records.find_alias(ref));
  TRY_ASSIGN(const bool living, is_living(records, *alias, now));
  if (!living) return fail_silently(ErrorCode::NotFound);
  return alias;
}

}  // namespace trent::access
