#include "operations/grant_members.h"

#include <fmt/format.h>

#include <algorithm>

#include "identity/names.h"

namespace trent::operations {
namespace {

using grants::ContextMatch;
using grants::Principal;
using grants::PrincipalKind;

std::optional<GrantConstraints> constraints_of(const grants::Grant& grant) {
  const grants::Constraints& stored = grant.constraints;
  if (!stored.context && !stored.source_arn) return std::nullopt;
  GrantConstraints shown{.source_arn = stored.source_arn};
  if (stored.context)
    (stored.context->match == ContextMatch::EncryptionContextEquals
         ? shown.encryption_context_equals
         : shown.encryption_context_subset) = stored.context->pairs;
  return shown;
}

std::optional<identity::EntityKind> entity_kind(PrincipalKind kind) {
  switch (kind) {
    case PrincipalKind::User: return identity::EntityKind::User;
    case PrincipalKind::Role:
    case PrincipalKind::Session: return identity::EntityKind::Role;
    default: return std::nullopt;
  }
}

bool is_named_by(const identity::EntityRecord& entity, const Principal& principal,
                 const Call& call) {
  if (principal.kind == PrincipalKind::Session) return entity.name == entity_name(principal);
  return identity::arn_of(entity, keys::partition_of(call.scope().region)) == principal.name;
}

// The unique id of whoever has the principal's name now; empty: nobody here, or of a kind that has
// none.
Result<std::string> current_id(const Call& call, const Principal& principal) {
  const auto kind = entity_kind(principal.kind);
  if (!kind) return std::string();
  const auto found = call.services().records.find_entity(
      {principal.account, *kind, identity::folded(entity_name(principal))});
  if (found) return is_named_by(**found, principal, call) ? (*found)->id : std::string();
  if (found.error().code == ErrorCode::NotFound) return std::string();
  return std::unexpected(found.error());
}

Result<bool> is_account_here(const Call& call, const keys::AccountId& account) {
  TRY_ASSIGN(const auto accounts, call.services().records.list_accounts());
  return std::ranges::find(accounts, account, &identity::AccountRecord::id) != accounts.end();
}

// "AROA...:session" of a session.
std::string name_by_id(const Principal& principal) {
  if (principal.kind != PrincipalKind::Session) return principal.unique_id;
  return principal.unique_id + ":" + principal.name.substr(principal.name.rfind('/') + 1);
}

// Which of two members shows the principal.
Result<void> show(const Call& call, const Principal& principal, std::optional<std::string>& name,
                  std::optional<std::string>& service) {
  TRY_ASSIGN(const std::string id, current_id(call, principal));
  const bool is_still_there = principal.unique_id.empty() || principal.unique_id == id;
  (principal.kind == PrincipalKind::Service ? service : name) =
      is_still_there ? principal.name : name_by_id(principal);
  return {};
}

}  // namespace

Result<GrantListEntry> entry_for(const Call& call, const grants::Grant& grant) {
  GrantListEntry entry{
      .key_id = keys::arn_of(grant.key),
      .grant_id = grant.id.str(),
      .creation_date = grant.created,
      .issuing_account = keys::root_arn_of(grant.issuing_account, grant.key.scope.region),
      .operations = grant.operations.list(),
      .constraints = constraints_of(grant),
  };
  if (!grant.name.empty()) entry.name = grant.name;
  TRY(show(call, grant.grantee, entry.grantee_principal, entry.grantee_service_principal));
  if (grant.retiring)
    TRY(show(call, *grant.retiring, entry.retiring_principal, entry.retiring_service_principal));
  return entry;
}

Result<std::optional<Principal>> principal_of(const Call& call,
                                              const std::optional<std::string>& name,
                                              const std::optional<std::string>& service,
                                              std::string_view member) {
  if (name && service)
    return fail(
        ErrorCode::Validation,
        fmt::format("{0}Principal and {0}ServicePrincipal cannot both be specified.", member));
  if (service) return std::optional(grants::service_principal(*service));
  if (!name) return std::optional<Principal>();
  TRY_ASSIGN(auto principal, grants::require_principal(*name, call.scope().region));
  return std::optional(std::move(principal));
}

Result<void> identify(const Call& call, Principal& principal) {
  TRY_ASSIGN(principal.unique_id, current_id(call, principal));
  if (!principal.unique_id.empty() || !entity_kind(principal.kind)) return {};
  TRY_ASSIGN(const bool should_exist, is_account_here(call, principal.account));
  if (should_exist) return grants::no_such_principal(principal.name);
  return {};
}

Result<grants::GrantId> require_grant_id(const std::string& text) {
  if (!grants::is_grant_id(text)) return fail_silently(ErrorCode::InvalidGrantId);
  return grants::GrantId(text);
}

Result<std::optional<grants::Grant>> find_grant(const Call& call, const keys::KeyRef& key,
                                                const grants::GrantId& id) {
  TRY_ASSIGN(auto found, call.services().records.list_grants(key, {.id = id}, 0, 1));
  if (found.empty()) return std::optional<grants::Grant>();
  return std::optional(std::move(found.front()));
}

}  // namespace trent::operations
