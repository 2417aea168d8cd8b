#include "access/living_alias.h"

#include "keys/key_state.h"

namespace trent::access {

Result<bool> key_lives(const storage::Store& records, const keys::KeyRef& key, Timestamp now) {
  const auto found = records.find_key(key);
  if (found) return !keys::is_gone_at(**found, now);
  if (found.error().code == ErrorCode::NotFound) return false;
  return std::unexpected(found.error());
}

Result<bool> is_living(const storage::Store& records, const keys::AliasRecord& alias,
                       Timestamp now) {
  return key_lives(records, {alias.ref.scope, alias.target}, now);
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
