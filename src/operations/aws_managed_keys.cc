#include "operations/aws_managed_keys.h"

#include "audit/record.h"
#include "audit/service_events.h"
#include "base/assert.h"
#include "base/log.h"
#include "crypto/random.h"
#include "keys/aws_managed_keys.h"
#include "policy/document.h"

namespace trent::operations {
namespace {

keys::KeyRecord new_key(const keys::AliasRef& alias, Timestamp now) {
  const keys::PredefinedAlias* predefined = keys::find_predefined_alias(alias.name);
  TRENT_ASSERT(predefined);
  keys::KeyRecord key =
      keys::aws_managed_key(*predefined, {alias.scope, keys::KeyId(crypto::random_uuid())}, now);
  key.policy = policy::aws_managed_key_policy(
      predefined->service(), keys::root_arn_of(alias.scope.account, alias.scope.region));
  return key;
}

}  // namespace

Result<keys::KeyRef> AwsManagedKeys::first_use(const keys::AliasRef& alias, Timestamp now,
                                               const Admission& admission) const {
  keys::KeyRecord key = new_key(alias, now);
  TRY(admission(key));
  TRY_ASSIGN(auto material, materials_.generate(key, now));
  key.materials.push_back(std::move(material));
  keys::KeyRef ref = key.ref;
  const auto committed = records_.commit(
      {storage::PutKey{std::move(key)},
       storage::PutAlias{{.ref = alias, .target = ref.id, .created = now, .updated = now}}});
  if (committed) {
    log::info("AWS managed key made at the first use of its alias",
              {{"key", keys::arn_of(ref)}, {"alias", alias.name.str()}});
    if (audit_) audit::record(*audit_, audit::key_created(ref, now));
    return ref;
  }
  if (committed.error().code != ErrorCode::Conflict) return std::unexpected(committed.error());
  // Somebody else's first use was faster, and is all there is of ours.
  TRY_ASSIGN(const auto winner, records_.find_alias(alias));
  return keys::KeyRef{alias.scope, winner->target};
}

}  // namespace trent::operations
