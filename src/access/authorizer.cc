#include "access/authorizer.h"

#include <fmt/format.h>

#include <array>

#include "grants/evaluation.h"

namespace trent::access {
namespace {

Error denied(const identity::Caller& caller, std::string_view permission, std::string_view on) {
  constexpr std::string_view kWhy =
      "because the resource does not exist in this Region, no resource-based policies allow "
      "access, "
      "or a resource-based policy explicitly denies access";
  return fail(ErrorCode::AccessDenied,
              fmt::format("User: {} is not authorized to perform: kms:{} on {} {}", caller.arn,
                          permission, on, kWhy))
      .error();
}

}  // namespace

Error denied_on_foreign_resource(const identity::Caller& caller, std::string_view permission) {
  return denied(caller, permission, "this resource");
}

Error denied_on_ciphertext(const identity::Caller& caller, std::string_view permission) {
  return denied(caller, permission, "the resource associated with this ciphertext");
}

Result<void> AccountAuthorizer::authorize(const Asking& asking, std::string_view permission,
                                          const keys::KeyRecord& key) const {
  if (asking.caller.account == key.ref.scope.account) return {};
  TRY_ASSIGN(const bool allowed, grants_allow(asking, permission, key.ref));
  if (allowed) return {};
  return std::unexpected(denied_on_foreign_resource(asking.caller, permission));
}

Result<bool> AccountAuthorizer::grants_allow(const Asking& asking, std::string_view permission,
                                             const keys::KeyRef& key) const {
  const auto operation = enum_from_name<grants::GrantOperation>(permission);
  if (!operation) return false;
  const std::array<std::string_view, 1> arns{asking.caller.arn};
  const grants::Requester who{asking.caller.account.view(), arns};
  if (*operation == grants::GrantOperation::RetireGrant)
    return asking.grant && grants::retire_right(*asking.grant, who) != grants::RetireRight::None;
  TRY_ASSIGN(const auto of_key, records_.find_grants(key));
  return grants::find_applicable(*of_key, {.who = who,
                                           .operation = *operation,
                                           .context = asking.encryption_context,
                                           .child = asking.grant}) != nullptr;
}

Result<void> AccountAuthorizer::authorize(const Asking& asking, std::string_view permission,
                                          const keys::AliasRef& alias) const {
  if (asking.caller.account == alias.scope.account) return {};
  return std::unexpected(denied_on_foreign_resource(asking.caller, permission));
}

Result<void> AccountAuthorizer::authorize(const Asking& asking, std::string_view) const {
  // An account's root may do everything in its account, and these are about the caller's own.
  if (asking.caller.type == identity::PrincipalType::AccountRoot) return {};
  return fail(ErrorCode::AccessDenied, "User: " + asking.caller.arn + " is not authorized");
}

}  // namespace trent::access
