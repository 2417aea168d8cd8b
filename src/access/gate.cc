#include "access/gate.h"

#include <fmt/format.h>

#include <utility>

#include "access/living_alias.h"
#include "keys/aws_managed_keys.h"
#include "keys/key_state.h"

namespace trent::access {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

std::unexpected<Error> alias_not_supported() {
  return fail(ErrorCode::InvalidArn, "Key Aliases are not supported for this operation.");
}

std::unexpected<Error> invalid_arn(const Action& action, std::string_view text) {
  const ErrorCode code =
      action.rule.models_invalid_arn ? ErrorCode::InvalidArn : ErrorCode::NotFound;
  return fail(code, fmt::format("Invalid arn {}", text));
}

// Ours, not the caller's: it must not pass for a refusal.
template <class Value>
bool is_fault(const Result<Value>& result) {
  return !result && result.error().code == ErrorCode::Internal;
}

Result<keys::KeyRef> key_in(const keys::Scope& scope, keys::KeyId id) {
  if (!keys::is_key_id(id.view()))
    return fail(ErrorCode::NotFound, fmt::format("Invalid keyId '{}'", id.view()));
  return keys::KeyRef{scope, std::move(id)};
}

Result<void> require_origin(const Action& action, const keys::KeyRecord& key) {
  if (!action.rule.origin || key.origin == *action.rule.origin) return {};
  return fail(ErrorCode::UnsupportedOperation,
              fmt::format("{} origin is {} which is not valid for this operation.", key.arn(),
                          name_of(key.origin)));
}

Result<void> require_usage(const Action& action, const keys::KeyRecord& key) {
  if (!action.rule.usage || key.usage == *action.rule.usage) return {};
  return fail(ErrorCode::InvalidKeyUsage,
              fmt::format("{} key usage is {} which is not valid for {}.", key.arn(),
                          name_of(key.usage), action.permission));
}

}  // namespace

Result<void> Gate::admit(const Asking& asking, const Action& action) const {
  return authorizer_.authorize(asking, action.permission);
}

Result<AdmittedKey> Gate::admit(const Asking& asking, const Action& action,
                                std::string_view key_identifier) const {
  TRY_ASSIGN(Found key, find_authorized(asking, action, key_identifier));
  return admit_found(asking, action, std::move(key));
}

Result<AdmittedKey> Gate::admit_for_ciphertext(
    const Asking& asking, const Action& action,
    const std::optional<keys::KeyRef>& key_in_ciphertext,
    const std::optional<std::string>& key_identifier) const {
  std::optional<keys::KeyRef> requested;
  if (key_identifier) {
    TRY_ASSIGN(const Found key, find_authorized(asking, action, *key_identifier));
    requested = key->ref;
  }
  if (!key_in_ciphertext) return fail_silently(ErrorCode::InvalidCiphertext);
  const auto incorrect_key = [] {
    return fail(
        ErrorCode::IncorrectKey,
        "The key ID in the request does not identify a CMK that can perform this operation.");
  };
  Result<Found> key = find(asking, action, *key_in_ciphertext);
  if (is_fault(key)) return std::unexpected(std::move(key).error());
  if (!key && requested) return incorrect_key();
  // Whether a key that the caller may not use exists is nothing a ciphertext should tell.
  const auto denied = [&] {
    return std::unexpected(denied_on_ciphertext(asking.caller, action.permission));
  };
  if (!key) return denied();
  const Result<void> allowed = authorize(asking, action, **key, {});
  if (is_fault(allowed)) return std::unexpected(allowed.error());
  if (!allowed) return denied();
  if (requested && *requested != *key_in_ciphertext) return incorrect_key();
  return admit_found(asking, action, *std::move(key));
}

Result<void> Gate::admit_alias(const Asking& asking, const Action& action,
                               const keys::AliasName& name) const {
  if (asking.findings) asking.findings->aliases.push_back({asking.scope, name});
  return authorizer_.authorize(asking, action.permission, {asking.scope, name});
}

Result<Gate::Named> Gate::resolve(const Asking& asking, const Action& action,
                                  std::string_view key_identifier) const {
  const auto by_id = [](const keys::Scope& scope, keys::KeyId id) -> Result<Named> {
    TRY_ASSIGN(keys::KeyRef key, key_in(scope, std::move(id)));
    return Named{std::move(key)};
  };
  keys::KeyIdentifier identifier = keys::parse_key_identifier(key_identifier);
  return std::visit(
      Overloaded{
          [&](keys::KeyId& id) { return by_id(asking.scope, std::move(id)); },
          [&](const keys::AliasName& name) {
            return resolve_alias(asking, action, {asking.scope, name});
          },
          [&](keys::KeyArn& arn) -> Result<Named> {
            TRY(require_reachable(asking, action, arn.scope, arn.partition));
            return by_id(arn.scope, keys::KeyId(std::move(arn.key_id)));
          },
          [&](const keys::AliasArn& arn) -> Result<Named> {
            if (action.rule.naming != KeyNaming::AnyForm) return alias_not_supported();
            TRY(require_reachable(asking, action, arn.alias.scope, arn.partition));
            return resolve_alias(asking, action, arn.alias);
          },
          [&](keys::MalformedArn) -> Result<Named> { return invalid_arn(action, key_identifier); },
      },
      identifier);
}

Result<Gate::Named> Gate::resolve_alias(const Asking& asking, const Action& action,
                                        const keys::AliasRef& alias) const {
  if (action.rule.naming != KeyNaming::AnyForm) return alias_not_supported();
  auto found = find_living_alias(records_, alias, asking.now);
  if (found) return Named{{alias.scope, (*found)->target}, alias.name.str()};
  if (found.error().code != ErrorCode::NotFound) return std::unexpected(std::move(found).error());
  if (alias.scope.account != asking.scope.account)
    return std::unexpected(denied_on_foreign_resource(asking.caller, action.permission));
  if (keys::find_predefined_alias(alias.name)) {
    TRY_ASSIGN(keys::KeyRef key,
               predefined_aliases_.first_use(alias, asking.now, [&](const keys::KeyRecord& made) {
                 return authorize(asking, action, made, alias.name.view());
               }));
    return Named{std::move(key), alias.name.str()};
  }
  const std::string arn = keys::arn_of(alias);
  TRY(authorizer_.authorize_absent(asking, action.permission, alias.scope.account, arn));
  return fail(ErrorCode::NotFound, fmt::format("Alias {} is not found.", arn));
}

std::optional<keys::KeyRef> Gate::key_named(const Asking& asking,
                                            std::string_view key_identifier) const {
  const auto of_alias = [&](const keys::AliasRef& alias) -> std::optional<keys::KeyRef> {
    const auto found = find_living_alias(records_, alias, asking.now);
    if (!found) return std::nullopt;
    return keys::KeyRef{alias.scope, (*found)->target};
  };
  using Key = std::optional<keys::KeyRef>;
  return std::visit(
      Overloaded{
          [&](const keys::KeyId& id) -> Key { return keys::KeyRef{asking.scope, id}; },
          [&](const keys::AliasName& name) { return of_alias({asking.scope, name}); },
          [&](const keys::KeyArn& arn) -> Key {
            return keys::KeyRef{arn.scope, keys::KeyId(std::string(arn.key_id))};
          },
          [&](const keys::AliasArn& arn) { return of_alias(arn.alias); },
          [&](keys::MalformedArn) -> Key { return std::nullopt; },
      },
      keys::parse_key_identifier(key_identifier));
}

Result<void> Gate::require_reachable(const Asking& asking, const Action& action,
                                     const keys::Scope& named, std::string_view partition) const {
  if (named.region != asking.scope.region)
    return fail(ErrorCode::NotFound, fmt::format("Invalid arn {}", named.region.view()));
  if (partition != keys::partition_of(asking.scope.region)) return invalid_arn(action, partition);
  if (named.account != asking.scope.account && !action.rule.across_accounts)
    return std::unexpected(denied_on_foreign_resource(asking.caller, action.permission));
  return {};
}

Result<Gate::Found> Gate::find(const Asking& asking, const Action& action,
                               const keys::KeyRef& ref) const {
  auto found = records_.find_key(ref);
  if (!found && found.error().code != ErrorCode::NotFound)
    return std::unexpected(std::move(found).error());
  if (found && !keys::is_gone_at(**found, asking.now)) {
    if (asking.findings) asking.findings->note(ref);
    return found;
  }
  const std::string arn = keys::arn_of(ref);
  TRY(authorizer_.authorize_absent(asking, action.permission, ref.scope.account, arn));
  return fail(ErrorCode::NotFound, fmt::format("Key '{}' does not exist", arn));
}

Result<void> Gate::authorize(const Asking& asking, const Action& action, const keys::KeyRecord& key,
                             std::string_view alias) const {
  auto allowed = authorizer_.authorize(asking, action.permission, key, alias);
  const bool is_foreign = key.ref.scope.account != asking.caller.account;
  // An alias must not tell strangers which key it is of, nor that there is one.
  if (!allowed && is_foreign && !alias.empty() && allowed.error().code == ErrorCode::AccessDenied)
    return std::unexpected(denied_on_foreign_resource(asking.caller, action.permission));
  if (!allowed) return allowed;
  if (action.rule.customer_managed_only && key.manager != keys::KeyManager::CUSTOMER)
    return std::unexpected(denied_by_key_policy(asking.caller, action.permission, key));
  return {};
}

Result<Gate::Found> Gate::find_authorized(const Asking& asking, const Action& action,
                                          std::string_view key_identifier) const {
  TRY_ASSIGN(const Named named, resolve(asking, action, key_identifier));
  TRY_ASSIGN(Found key, find(asking, action, named.key));
  TRY(authorize(asking, action, *key, named.alias));
  return key;
}

Result<AdmittedKey> Gate::admit_found(const Asking& asking, const Action& action, Found key) const {
  TRY(require_origin(action, *key));
  TRY(keys::require_state_allows(action.operation, *key, asking.now));
  TRY(require_usage(action, *key));
  return AdmittedKey(std::move(key), action, asking.now);
}

}  // namespace trent::access
