// Source: kms-behaviour.md section 10.1.
#include "operations/create_alias.h"

#include <fmt/format.h>

#include "keys/alias_names.h"
#include "operations/resource_quotas.h"

namespace trent::operations {
namespace {

std::unexpected<Error> already_exists(const keys::AliasRef& alias) {
  return fail(ErrorCode::AlreadyExists,
              fmt::format("An alias with the name {} already exists", keys::arn_of(alias)));
}

}  // namespace

Result<wire::NoOutput> create_alias(Call& call, const AliasTargetRequest& request) {
  TRY_ASSIGN(const keys::AliasName name, keys::parse_alias_name(request.alias_name));
  TRY(keys::require_not_reserved(name));
  TRY(call.admit_alias(name));
  TRY_ASSIGN(const access::AdmittedKey target, admit_alias_target(call, request.target_key_id));
  const keys::AliasRef alias{call.scope(), name};
  if (call.services().records.find_alias(alias)) return already_exists(alias);
  auto committed = commit_new_alias_of_key(call, {.ref = alias,
                                                  .target = target.record().ref.id,
                                                  .created = call.now(),
                                                  .updated = call.now()});
  if (committed) return wire::NoOutput{};
  if (committed.error().code == ErrorCode::Conflict) return already_exists(alias);
  // The target went away meanwhile: ask again for the words of that.
  if (committed.error().code == ErrorCode::NotFound) TRY(call.admit(request.target_key_id));
  return std::unexpected(std::move(committed).error());
}

}  // namespace trent::operations
