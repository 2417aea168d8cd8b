#include "operations/grant_members.h"

#include <fmt/format.h>

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

// Which of two members shows the principal.
void show(const Principal& principal, std::optional<std::string>& name,
          std::optional<std::string>& service) {
  (principal.kind == PrincipalKind::Service ? service : name) = principal.name;
}

}  // namespace

GrantListEntry entry_for(const grants::Grant& grant) {
  GrantListEntry entry{
      .key_id = keys::arn_of(grant.key),
      .grant_id = grant.id.str(),
      .creation_date = grant.created,
      .issuing_account = keys::root_arn_of(grant.issuing_account, grant.key.scope.region),
      .operations = grant.operations.list(),
      .constraints = constraints_of(grant),
  };
  if (!grant.name.empty()) entry.name = grant.name;
  show(grant.grantee, entry.grantee_principal, entry.grantee_service_principal);
  if (grant.retiring)
    show(*grant.retiring, entry.retiring_principal, entry.retiring_service_principal);
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
