// Source: kms-behaviour.md section 10.1.
#include "operations/create_alias.h"

#include <fmt/format.h>

#include "access/living_alias.h"
#include "keys/alias_names.h"
#include "operations/resource_quotas.h"

namespace trent::operations {
namespace {

std::unexpected<Error> already_exists(const keys::AliasRef& alias) {
  return fail(ErrorCode::AlreadyExists,
              fmt::format("An alias with the name {} already exists", keys::arn_of(alias)));
}

// 0: the name is free. That of a key past its deletion date is free as well.
Result<std::uint64_t> revision_to_replace(const Call& call, const keys::AliasRef& alias) {
  const auto found = call.services().records.find_alias(alias);
  if (!found && found.error().code == ErrorCode::NotFound) return 0;
  if (!found) return std::unexpected(found.error());
  TRY_ASSIGN(const bool living, access::is_living(call.services().records, **found, call.now()));
  if (living) return already_exists(alias);
  return (*found)->revision;
}

}  // namespace

Result<wire::NoOutput> create_alias(Call& call, const AliasTargetRequest& request) {
  TRY_ASSIGN(const keys::AliasName name, keys::parse_alias_name(request.alias_name));
  TRY(keys::require_not_reserved(name));
  TRY(call.admit_alias(name));
  TRY_ASSIGN(const access::AdmittedKey target, admit_alias_target(call, request.target_key_id));
  const keys::AliasRef alias{call.scope(), name};
  TRY_ASSIGN(const std::uint64_t replaced, revision_to_replace(call, alias));
  auto committed = commit_new_alias_of_key(call, {.ref = alias,
                                                  .revision = replaced,
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
