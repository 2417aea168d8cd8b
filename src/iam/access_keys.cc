#include "iam/access_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "iam/paging.h"
#include "iam/quotas.h"
#include "material/access_keys.h"
#include "storage/undisturbed.h"

namespace trent::iam {
namespace {

using identity::AccessKeyRecord;
using identity::AccessKeyStatus;

// Whose keys a request is about. No user: the root of the account.
struct Owner {
  EntityPtr user;

  std::string id() const { return user ? user->id : std::string(); }
  std::optional<std::string> name() const {
    return user ? std::optional(user->name) : std::nullopt;
  }
};

Result<Owner> owner_for(const Call& call, const std::optional<std::string>& name) {
  if (!name && call.caller.type == identity::PrincipalType::AccountRoot) return Owner{};
  TRY_ASSIGN(const std::string user_name, user_name_or_own(call, name));
  TRY_ASSIGN(EntityPtr user, find(call, EntityKind::User, user_name));
  return Owner{std::move(user)};
}

std::unexpected<Error> no_access_key(const std::string& id) {
  return fail(ErrorCode::NotFound, fmt::format("The Access Key with id {} cannot be found.", id));
}

Result<std::vector<AccessKeyRecord>> keys_of(const Call& call, const Owner& owner) {
  return call.services.store.list_access_keys_of(call.account(), owner.id());
}

Result<AccessKeyRecord> key_of(const Call& call, const Owner& owner, const std::string& id) {
  TRY_ASSIGN(const auto keys, keys_of(call, owner));
  const auto key = std::ranges::find(keys, id, &AccessKeyRecord::id);
  if (key == keys.end()) return no_access_key(id);
  return *key;
}

// Without a key of the root's, nobody could administer the account any more.
Result<void> require_not_last_of_root(const Call& call, const Owner& owner, const std::string& id) {
  if (owner.user) return {};
  TRY_ASSIGN(const auto keys, keys_of(call, owner));
  const bool another = std::ranges::any_of(keys, [&](const AccessKeyRecord& key) {
    return key.id != id && key.status == AccessKeyStatus::Active;
  });
  if (another) return {};
  return fail(ErrorCode::InvalidState,
              "Cannot take away the last active access key of the account's root user.");
}

// The user is written too: of two requests at once, the second looks again.
void touch(const Owner& owner, storage::Batch& batch) {
  if (owner.user) batch.emplace_back(storage::PutEntity{*owner.user});
}

Result<CreateAccessKeyResponse> create_once(const Call& call,
                                            const CreateAccessKeyRequest& request) {
  TRY_ASSIGN(const Owner owner, owner_for(call, request.name));
  TRY_ASSIGN(const auto present, keys_of(call, owner));
  TRY(require_within(kAccessKeysPerUser, present.size() + 1));
  material::NewAccessKey made = material::make_access_key(call.services.deployment_keys,
                                                          call.account(), owner.id(), call.now);
  storage::Batch batch{storage::PutAccessKey{made.record}};
  touch(owner, batch);
  TRY(call.services.store.commit(std::move(batch)));
  CreateAccessKeyResponse response;
  response.access_key = {.user_name = owner.name(),
                         .access_key_id = made.record.id,
                         .status = made.record.status,
                         .secret = std::move(made.secret),
                         .create_date = made.record.created};
  return response;
}

}  // namespace

Result<CreateAccessKeyResponse> create_access_key(const Call& call,
                                                  const CreateAccessKeyRequest& request) {
  return storage::until_undisturbed([&] { return create_once(call, request); });
}

Result<wire::NoOutput> update_access_key(const Call& call, const UpdateAccessKeyRequest& request) {
  return storage::until_undisturbed([&]() -> Result<wire::NoOutput> {
    TRY_ASSIGN(const Owner owner, owner_for(call, request.name));
    TRY_ASSIGN(AccessKeyRecord key, key_of(call, owner, request.access_key_id));
    if (key.status == request.status) return wire::NoOutput{};
    if (request.status == AccessKeyStatus::Inactive)
      TRY(require_not_last_of_root(call, owner, key.id));
    key.status = request.status;
    TRY(call.services.store.commit({storage::PutAccessKey{std::move(key)}}));
    return wire::NoOutput{};
  });
}

Result<wire::NoOutput> delete_access_key(const Call& call, const DeleteAccessKeyRequest& request) {
  return storage::until_undisturbed([&]() -> Result<wire::NoOutput> {
    TRY_ASSIGN(const Owner owner, owner_for(call, request.name));
    TRY_ASSIGN(const AccessKeyRecord key, key_of(call, owner, request.access_key_id));
    TRY(require_not_last_of_root(call, owner, key.id));
    TRY(call.services.store.commit({storage::DeleteAccessKey{key.id, key.revision}}));
    return wire::NoOutput{};
  });
}

Result<ListAccessKeysResponse> list_access_keys(const Call& call,
                                                const ListAccessKeysRequest& request) {
  TRY_ASSIGN(const Owner owner, owner_for(call, request.name));
  TRY_ASSIGN(auto keys, keys_of(call, owner));
  TRY_ASSIGN(const auto page,
             page_of(call, "access keys of " + owner.id(), request, std::move(keys),
                     [](const AccessKeyRecord& each) -> const std::string& { return each.id; }));
  ListAccessKeysResponse response{{page.end}, {}};
  for (const AccessKeyRecord& key : page.items)
    response.access_keys.push_back({owner.name(), key.id, key.status, key.created});
  return response;
}

Result<GetAccessKeyLastUsedResponse> get_access_key_last_used(
    const Call& call, const GetAccessKeyLastUsedRequest& request) {
  const auto key = call.services.access_key_uses.find(request.access_key_id);
  if (!key && key.error().code != ErrorCode::NotFound) return std::unexpected(key.error());
  if (!key || key->account != call.account()) return no_access_key(request.access_key_id);
  GetAccessKeyLastUsedResponse response;
  TRY_ASSIGN(const auto users, all(call, EntityKind::User));
  const auto user = std::ranges::find(users, key->owner, [](const EntityPtr& u) { return u->id; });
  if (user != users.end()) response.user_name = (*user)->name;
  if (const auto& use = key->last_use) response.last_use = {use->at, use->service, use->region};
  return response;
}

}  // namespace trent::iam
