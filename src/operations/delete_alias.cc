#include "operations/delete_alias.h"

#include "access/living_alias.h"
#include "keys/alias_names.h"
#include "operations/alias_target.h"

namespace trent::operations {
namespace {

Result<wire::NoOutput> delete_once(Call& call, const keys::AliasRef& alias) {
  auto found = access::find_living_alias(call.services().records, alias, call.now());
  if (!found && found.error().code == ErrorCode::NotFound) return alias_not_found(alias);
  if (!found) return std::unexpected(std::move(found).error());
  TRY(call.admit((*found)->target.str()));
  TRY(call.commit({storage::DeleteAlias{alias, (*found)->revision}}));
  return wire::NoOutput{};
}

}  // namespace

Result<wire::NoOutput> delete_alias(Call& call, const DeleteAliasRequest& request) {
  TRY_ASSIGN(const keys::AliasName name, keys::parse_alias_name(request.alias_name));
  TRY(keys::require_not_reserved(name));
  TRY(call.admit_alias(name));
  return until_undisturbed([&] { return delete_once(call, {call.scope(), name}); });
}

}  // namespace trent::operations
