#include "server/explain_policy.h"

#include <fmt/format.h>

#include <optional>

#include "access/known_principals.h"
#include "access/living_alias.h"
#include "identity/names.h"
#include "storage/record_cache.h"

namespace trent::server {
namespace {

using identity::EntityKind;
using identity::PrincipalType;

constexpr std::string_view kSessionName = "explain";

std::unexpected<Error> no_principal(std::string_view arn) {
  return fail_internally(fmt::format("there is no principal {}", arn));
}

Result<storage::Snapshot<identity::EntityRecord>> find_entity(const storage::Store& store,
                                                              const identity::EntityRef& ref,
                                                              std::string_view arn) {
  auto found = store.find_entity(ref);
  if (!found && found.error().code == ErrorCode::NotFound) return no_principal(arn);
  return found;
}

Result<identity::Caller> user_caller(const storage::Store& store, const identity::EntityRef& ref,
                                     const std::string& arn, std::string_view partition) {
  TRY_ASSIGN(const auto user, find_entity(store, ref, arn));
  if (identity::arn_of(*user, partition) != arn) return no_principal(arn);
  return identity::Caller{.account = ref.account,
                          .type = PrincipalType::User,
                          .arn = arn,
                          .access_key_id = {},
                          .unique_id = user->id,
                          .user_name = user->name,
                          .issuer_arn = {},
                          .entity = ref,
                          .session = nullptr};
}

Result<identity::Caller> role_caller(const storage::Store& store, const identity::EntityRef& ref,
                                     const std::string& arn, std::string_view session_name,
                                     std::string_view partition) {
  TRY_ASSIGN(const auto role, find_entity(store, ref, arn));
  auto session = std::make_shared<identity::Session>();
  session->name = session_name;
  return identity::Caller{
      .account = ref.account,
      .type = PrincipalType::AssumedRole,
      .arn = identity::role_session_arn(ref.account, role->name, session_name, partition),
      .access_key_id = {},
      .unique_id = role->id,
      .user_name = {},
      .issuer_arn = identity::arn_of(*role, partition),
      .entity = ref,
      .session = std::move(session)};
}

Result<identity::Caller> any_session_of_role(const storage::Store& store,
                                             const identity::EntityRef& ref, const std::string& arn,
                                             std::string_view partition) {
  TRY_ASSIGN(identity::Caller caller, role_caller(store, ref, arn, kSessionName, partition));
  if (caller.issuer_arn != arn) return no_principal(arn);
  return caller;
}

// "arn:aws:sts::111122223333:assumed-role/app/s1": the role, and the name of the session.
struct RoleSession {
  identity::EntityRef role;
  std::string_view name;
};
std::optional<RoleSession> role_session_in(std::string_view arn) {
  constexpr std::string_view kMark = ":assumed-role/";
  const std::size_t mark = arn.find(kMark);
  if (mark == std::string_view::npos || mark < 12) return std::nullopt;
  const std::string_view account = arn.substr(mark - 12, 12);
  const std::string_view names = arn.substr(mark + kMark.size());
  const std::size_t slash = names.find('/');
  if (!keys::is_account_id(account) || slash == std::string_view::npos) return std::nullopt;
  return RoleSession{{keys::AccountId(std::string(account)), EntityKind::Role,
                      identity::folded(names.substr(0, slash))},
                     names.substr(slash + 1)};
}

std::optional<keys::AccountId> account_of_root(std::string_view arn, const keys::Region& region) {
  constexpr std::string_view kEnd = ":root";
  if (!arn.ends_with(kEnd) || arn.size() < 12 + kEnd.size()) return std::nullopt;
  const std::string_view id = arn.substr(arn.size() - kEnd.size() - 12, 12);
  if (!keys::is_account_id(id)) return std::nullopt;
  keys::AccountId account{std::string(id)};
  if (keys::root_arn_of(account, region) != arn) return std::nullopt;
  return account;
}

Result<identity::Caller> caller_named(const storage::Store& store, const std::string& arn,
                                      const keys::Region& region) {
  const std::string_view partition = keys::partition_of(region);
  if (const auto account = account_of_root(arn, region))
    return identity::Caller{.account = *account,
                            .type = PrincipalType::AccountRoot,
                            .arn = arn,
                            .access_key_id = {},
                            .unique_id = {},
                            .user_name = {},
                            .issuer_arn = {},
                            .entity = {},
                            .session = nullptr};
  if (const auto session = role_session_in(arn))
    return role_caller(store, session->role, arn, session->name, partition);
  const auto entity = access::entity_named_by(arn);
  if (!entity)
    return fail_internally(
        fmt::format("{} is not the ARN of a root, user, role or role session", arn));
  if (entity->kind == EntityKind::Role) return any_session_of_role(store, *entity, arn, partition);
  return user_caller(store, *entity, arn, partition);
}

struct Target {
  keys::KeyRef key;
  std::string alias{};
};

Result<Target> target_of_alias(const storage::Store& store, const keys::AliasRef& alias,
                               Timestamp now) {
  const auto found = access::find_living_alias(store, alias, now);
  if (!found) return fail_internally(fmt::format("there is no alias {}", keys::arn_of(alias)));
  return Target{{alias.scope, (*found)->target}, alias.name.str()};
}

Result<Target> target_named(const storage::Store& store, const std::string& text,
                            const keys::Scope& scope, Timestamp now) {
  const keys::KeyIdentifier identifier = keys::parse_key_identifier(text);
  if (const auto* id = std::get_if<keys::KeyId>(&identifier)) return Target{{scope, *id}};
  if (const auto* name = std::get_if<keys::AliasName>(&identifier))
    return target_of_alias(store, {scope, *name}, now);
  if (const auto* arn = std::get_if<keys::KeyArn>(&identifier))
    return Target{{arn->scope, keys::KeyId(std::string(arn->key_id))}};
  if (const auto* arn = std::get_if<keys::AliasArn>(&identifier))
    return target_of_alias(store, arn->alias, now);
  return fail_internally(fmt::format("{} names no key", text));
}

// What constraints of grants look at.
keys::EncryptionContext encryption_context_in(const std::map<std::string, std::string>& context) {
  constexpr std::string_view kFamily = "kms:EncryptionContext:";
  keys::EncryptionContext found;
  for (const auto& [key, value] : context)
    if (key.starts_with(kFamily)) found.emplace(key.substr(kFamily.size()), value);
  return found;
}

Result<std::string_view> permission_named(std::string_view action) {
  constexpr std::string_view kService = "kms:";
  const std::string_view permission = action.substr(std::min(kService.size(), action.size()));
  if (action.starts_with(kService) && access::is_permission(permission)) return permission;
  return fail_internally(fmt::format("{} is not an action of KMS, such as kms:Decrypt", action));
}

}  // namespace

Result<access::Explanation> explain_policy(storage::Store& store, const PolicyQuestion& question,
                                           Timestamp now) {
  if (!keys::is_region(question.region))
    return fail_internally(fmt::format("{} is not a Region", question.region));
  const keys::Region region(question.region);
  TRY_ASSIGN(const std::string_view permission, permission_named(question.action));
  TRY_ASSIGN(const identity::Caller caller, caller_named(store, question.principal, region));
  TRY_ASSIGN(const Target target, target_named(store, question.key, {caller.account, region}, now));
  const storage::RecordCache records(store);
  const auto key = records.find_key(target.key);
  if (!key) return fail_internally(fmt::format("there is no key {}", keys::arn_of(target.key)));
  const keys::EncryptionContext encryption_context = encryption_context_in(question.context);
  const access::Asking asking{.caller = caller,
                              .scope = {caller.account, region},
                              .now = now,
                              .conditions = question.context,
                              .encryption_context = &encryption_context};
  return access::explain(records, asking, permission, **key, target.alias);
}

}  // namespace trent::server
