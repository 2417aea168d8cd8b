#include "iam/entities.h"

#include <fmt/format.h>

#include <array>

#include "base/assert.h"
#include "crypto/random.h"
#include "identity/names.h"
#include "storage/undisturbed.h"

namespace trent::iam {
namespace {

using identity::EntityRef;

constexpr std::size_t kEntitiesPerRead = 500;

struct Texts {
  std::string_view missing;
  std::string_view exists;
};

// In the order of EntityKind.
constexpr std::array kTexts{
    Texts{"The user with name {} cannot be found.", "User with name {} already exists."},
    Texts{"The group with name {} cannot be found.", "Group with name {} already exists."},
    Texts{"The role with name {} cannot be found.", "Role with name {} already exists."},
    Texts{"Policy {} was not found.",
          "A policy called {} already exists. Duplicate names are not allowed."},
    Texts{"OpenIDConnect Provider not found for arn {}", "Provider with url {} already exists."},
};

const Texts& texts_of(EntityKind kind) { return kTexts[static_cast<std::size_t>(kind)]; }

bool is_called_by_arn(EntityKind kind) {
  return kind == EntityKind::Policy || kind == EntityKind::OidcProvider;
}

std::unexpected<Error> missing(EntityKind kind, const std::string& name) {
  return fail(ErrorCode::NotFound, fmt::format(fmt::runtime(texts_of(kind).missing), name));
}

std::unexpected<Error> exists(EntityKind kind, const std::string& name) {
  return fail(ErrorCode::AlreadyExists, fmt::format(fmt::runtime(texts_of(kind).exists), name));
}

// An OIDC provider's name has slashes of its own.
std::string folded_name_in(EntityKind kind, std::string_view path_and_name) {
  if (kind == EntityKind::OidcProvider) return identity::folded(path_and_name.substr(1));
  return identity::folded(identity::name_in(path_and_name));
}

// As the store has it: NotFound without a message.
Result<EntityPtr> look_up(const Call& call, EntityKind kind, const std::string& name) {
  if (!is_called_by_arn(kind))
    return call.services.store.find_entity({call.account(), kind, identity::folded(name)});
  const auto path_and_name =
      identity::path_and_name_in(name, kind, call.account(), call.partition());
  if (!path_and_name) return fail_silently(ErrorCode::NotFound);
  TRY_ASSIGN(auto found, call.services.store.find_entity(
                             {call.account(), kind, folded_name_in(kind, *path_and_name)}));
  // ARNs are compared with regard to case.
  if (found->path + found->name != *path_and_name) return fail_silently(ErrorCode::NotFound);
  return found;
}

bool is_missing(const Error& error) { return error.code == ErrorCode::NotFound && !error.message; }

}  // namespace

Result<EntityPtr> find(const Call& call, EntityKind kind, const std::string& name) {
  auto found = look_up(call, kind, name);
  if (!found && is_missing(found.error())) return missing(kind, name);
  return found;
}

Result<std::string> user_name_or_own(const Call& call, const std::optional<std::string>& name) {
  if (name) return *name;
  if (!call.caller.user_name.empty()) return call.caller.user_name;
  return fail(ErrorCode::Validation,
              "Must specify userName when calling with non-User credentials");
}

Result<std::vector<EntityPtr>> all(const Call& call, EntityKind kind) {
  std::vector<EntityPtr> entities;
  for (;;) {
    const std::string after = entities.empty() ? "" : entities.back()->ref.name;
    TRY_ASSIGN(const auto page,
               call.services.store.list_entities(call.account(), kind, after, kEntitiesPerRead));
    entities.insert(entities.end(), page.begin(), page.end());
    if (page.size() < kEntitiesPerRead) return entities;
  }
}

Result<EntityRecord> create(const Call& call, EntityRecord record, const More& more) {
  record.ref.account = call.account();
  record.ref.name = identity::folded(record.name);
  record.created = call.now;
  if (record.ref.kind != EntityKind::OidcProvider)
    record.id =
        identity::entity_id(record.ref.kind, crypto::random_bytes(identity::kIdRandomBytes));
  return storage::until_undisturbed([&]() -> Result<EntityRecord> {
    const auto before = call.services.store.find_entity(record.ref);
    if (before) return exists(record.ref.kind, record.name);
    if (!is_missing(before.error())) return std::unexpected(before.error());
    const Quota& quota = call.services.entity_quotas[static_cast<std::size_t>(record.ref.kind)];
    storage::Batch batch{
        storage::RequireFewerEntities{record.ref.account, record.ref.kind, quota.max},
        storage::PutEntity{record}};
    if (more) TRY(more(batch));
    const auto committed = call.services.store.commit(std::move(batch));
    if (committed) return record;
    if (committed.error().code == ErrorCode::LimitExceeded) return exceeded(quota);
    return std::unexpected(committed.error());
  });
}

Result<EntityRecord> change(const Call& call, EntityKind kind, const std::string& name,
                            const Change& change) {
  return storage::until_undisturbed([&]() -> Result<EntityRecord> {
    TRY_ASSIGN(const EntityPtr before, find(call, kind, name));
    EntityRecord after = *before;
    storage::Batch batch;
    TRY(change(after, batch));
    if (after == *before && batch.empty()) return after;
    batch.emplace_back(storage::PutEntity{after});
    TRY(call.services.store.commit(std::move(batch)));
    return after;
  });
}

Result<void> remove(const Call& call, EntityKind kind, const std::string& name,
                    const Require& require) {
  return storage::until_undisturbed([&]() -> Result<void> {
    TRY_ASSIGN(const EntityPtr record, find(call, kind, name));
    storage::Batch batch{storage::DeleteEntity{record->ref, record->revision}};
    TRY(require(*record, batch));
    TRY(call.services.store.commit(std::move(batch)));
    return {};
  });
}

Result<void> rename(const Call& call, EntityRecord& record, const std::string& name,
                    storage::Batch& batch) {
  const EntityRef old = record.ref;
  record.name = name;
  record.ref.name = identity::folded(name);
  if (record.ref == old) return {};  // only the case differs
  const auto other = call.services.store.find_entity(record.ref);
  if (other) return exists(record.ref.kind, name);
  if (!is_missing(other.error())) return std::unexpected(other.error());
  batch.emplace_back(storage::DeleteEntity{old, record.revision});
  record.revision = 0;
  return {};
}

const identity::Permissions& permissions_of(const EntityRecord& record) {
  return std::visit(
      [](const auto& details) -> const identity::Permissions& {
        if constexpr (requires { details.permissions; }) {
          return details.permissions;
        } else {
          TRENT_ASSERT(false);
        }
      },
      record.details);
}

identity::Permissions& permissions_of(EntityRecord& record) {
  return const_cast<identity::Permissions&>(permissions_of(std::as_const(record)));
}

identity::Tags& tags_of(EntityRecord& record) {
  return std::visit(
      [](auto& details) -> identity::Tags& {
        if constexpr (requires { details.tags; }) {
          return details.tags;
        } else {
          TRENT_ASSERT(false);
        }
      },
      record.details);
}

std::string arn_of(const Call& call, const EntityRecord& record) {
  return identity::arn_of(record, call.partition());
}

std::string policy_arn_of(const Call& call, std::string_view path_and_name) {
  return identity::arn_of(EntityKind::Policy, call.account(), path_and_name, call.partition());
}

Result<std::string> attachable(const Call& call, const std::string& policy_arn) {
  const auto policy = look_up(call, EntityKind::Policy, policy_arn);
  if (policy) return (*policy)->path + (*policy)->name;
  if (!is_missing(policy.error())) return std::unexpected(policy.error());
  return fail(ErrorCode::NotFound,
              fmt::format("Policy {} does not exist or is not attachable.", policy_arn));
}

Result<void> count_use(const Call& call, const std::string& path_and_name, UseDelta delta,
                       storage::Batch& batch) {
  TRY_ASSIGN(const EntityPtr found,
             find(call, EntityKind::Policy, policy_arn_of(call, path_and_name)));
  EntityRecord policy = *found;
  auto& details = std::get<identity::ManagedPolicy>(policy.details);
  details.attachments += delta.attachments;
  details.boundary_uses += delta.boundary_uses;
  batch.emplace_back(storage::PutEntity{std::move(policy)});
  return {};
}

Result<void> set_boundary(const Call& call, EntityRecord& record,
                          const std::optional<std::string>& policy_arn, storage::Batch& batch) {
  std::optional<std::string> next;
  if (policy_arn) {
    TRY_ASSIGN(next, attachable(call, *policy_arn));
  }
  std::optional<std::string>& boundary = permissions_of(record).boundary;
  if (next == boundary) return {};
  if (boundary) TRY(count_use(call, *boundary, {.boundary_uses = -1}, batch));
  if (next) TRY(count_use(call, *next, {.boundary_uses = 1}, batch));
  boundary = std::move(next);
  return {};
}

}  // namespace trent::iam
