#include "operations/delete_alias.h"

#include "keys/alias_names.h"
#include "operations/alias_target.h"

namespace trent::operations {
namespace {

constexpr int kRoundsMax = 256;

}  // namespace

Result<wire::NoOutput> delete_alias(Call& call, const DeleteAliasRequest& request) {
  TRY_ASSIGN(const keys::AliasName name, keys::parse_alias_name(request.alias_name));
  TRY(keys::require_not_reserved(name));
  TRY(call.admit_alias(name));
  const keys::AliasRef alias{call.scope(), name};
  for (int round = 0; round < kRoundsMax; ++round) {
    auto found = call.services().records.find_alias(alias);
    if (!found && found.error().code == ErrorCode::NotFound) return alias_not_found(alias);
    if (!found) return std::unexpected(std::move(found).error());
    TRY(call.admit((*found)->target.str()));
    auto committed =
        call.services().records.commit({storage::DeleteAlias{alias, (*found)->revision}});
    if (committed) return wire::NoOutput{};
    if (committed.error().code == ErrorCode::NotFound) return alias_not_found(alias);
    if (committed.error().code != ErrorCode::Conflict)
      return std::unexpected(std::move(committed).error());
  }
  return fail_internally("an alias kept changing under a request");
}

}  // namespace trent::operations
