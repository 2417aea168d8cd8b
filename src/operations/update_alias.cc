// Source: kms-behaviour.md section 10.1.
#include "operations/update_alias.h"

#include <fmt/format.h>

#include "access/living_alias.h"
#include "keys/alias_names.h"
#include "operations/resource_quotas.h"

namespace trent::operations {
namespace {

// Old and new key must be able to stand in for one another. With one supported kind of spec the
// usage decides it alone.
Result<void> require_same_usage(const keys::AliasRef& alias, const keys::KeyRecord& current,
                                const keys::KeyRecord& target) {
  if (current.usage == target.usage) return {};
  return fail(
      ErrorCode::Validation,
      fmt::format("Alias {} cannot be changed from a CMK with key usage {} to a CMK with key "
                  "usage {}. The key usage of the current CMK and the new CMK must be the same.",
                  alias.name.view(), name_of(current.usage), name_of(target.usage)));
}

Result<void> require_current_key_allows(const Call& call, const keys::AliasRecord& alias,
                                        const keys::KeyRecord& target) {
  // The key the alias leaves may be in any state, so it is looked up here and not admitted.
  auto current = call.services().records.find_key({alias.ref.scope, alias.target});
  if (!current && current.error().code == ErrorCode::NotFound) return {};
  if (!current) return std::unexpected(std::move(current).error());
  TRY(call.require_permission_on(**current));
  return require_same_usage(alias.ref, **current, target);
}

Result<wire::NoOutput> update_once(Call& call, const keys::AliasRef& ref,
                                   const std::string& target_key_id) {
  auto found = access::find_living_alias(call.services().records, ref, call.now());
  if (!found && found.error().code == ErrorCode::NotFound) return alias_not_found(ref);
  if (!found) return std::unexpected(std::move(found).error());
  TRY_ASSIGN(const access::AdmittedKey target, admit_alias_target(call, target_key_id));
  TRY(require_current_key_allows(call, **found, target.record()));
  keys::AliasRecord alias = **found;
  const bool new_to_the_key = alias.target != target.record().ref.id;
  alias.target = target.record().ref.id;
  alias.updated = call.now();
  if (new_to_the_key)
    TRY(commit_new_alias_of_key(call, std::move(alias)));
  else
    TRY(call.commit({storage::PutAlias{std::move(alias)}}));
  return wire::NoOutput{};
}

}  // namespace

Result<wire::NoOutput> update_alias(Call& call, const AliasTargetRequest& request) {
  TRY_ASSIGN(const keys::AliasName name, keys::parse_alias_name(request.alias_name));
  TRY(keys::require_not_reserved(name));
  TRY(call.admit_alias(name));
  return until_undisturbed(
      [&] { return update_once(call, {call.scope(), name}, request.target_key_id); });
}

}  // namespace trent::operations
