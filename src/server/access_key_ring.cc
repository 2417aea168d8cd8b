#include "server/access_key_ring.h"

#include "base/log.h"
#include "identity/names.h"
#include "material/access_keys.h"

namespace trent::server {
namespace {

using identity::EntityKind;
using identity::EntityRef;

constexpr std::size_t kUsersPerRead = 500;

std::uint64_t next_version() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

Result<std::unique_ptr<AccessKeyRing>> AccessKeyRing::open(storage::Store& store,
                                                           const material::DeploymentKeys& keys) {
  std::unique_ptr<AccessKeyRing> ring(new AccessKeyRing(store, keys));
  TRY(ring->load());
  return ring;
}

Result<void> AccessKeyRing::load() {
  TRY_ASSIGN(const auto accounts, store_.list_accounts());
  for (const identity::AccountRecord& account : accounts) TRY(load_users(account.id));
  TRY_ASSIGN(const auto records, store_.list_access_keys());
  Keys keys;
  for (const identity::AccessKeyRecord& record : records) {
    TRY_ASSIGN(AccessKeyPtr key, unsealed(record));
    if (key) keys.emplace(record.id, std::move(key));
  }
  publish(std::move(keys));
  return {};
}

Result<void> AccessKeyRing::load_users(const keys::AccountId& account) {
  std::string after;
  for (;;) {
    TRY_ASSIGN(const auto page,
               store_.list_entities(account, EntityKind::User, after, kUsersPerRead));
    for (const auto& user : page) users_.emplace(user->id, user->ref);
    if (page.size() < kUsersPerRead) return {};
    after = page.back()->ref.name;
  }
}

Result<AccessKeyRing::AccessKeyPtr> AccessKeyRing::unsealed(
    const identity::AccessKeyRecord& record) const {
  if (record.status != identity::AccessKeyStatus::Active) return AccessKeyPtr();
  auto key = std::make_shared<identity::AccessKey>();
  TRY_ASSIGN(key->secret, material::unseal_access_key(keys_, record));
  key->id = record.id;
  key->account = record.account;
  if (record.owner.empty()) return key;
  const auto owner = users_.find(record.owner);
  if (owner == users_.end()) return fail_internally("the owner of an access key does not exist");
  TRY_ASSIGN(const auto user, store_.find_entity(owner->second));
  key->principal = identity::PrincipalType::User;
  key->unique_id = user->id;
  key->name = user->name;
  key->path = user->path;
  return key;
}

Result<AccessKeyRing::AccessKeyPtr> AccessKeyRing::stored(const std::string& access_key_id) const {
  const auto record = store_.find_access_key(access_key_id);
  if (record) return unsealed(*record);
  if (record.error().code == ErrorCode::NotFound) return AccessKeyPtr();
  return std::unexpected(record.error());
}

// Notes who has the name now, and whose keys carry another name or path than the user has.
void AccessKeyRing::follow_user(const EntityRef& ref, std::vector<std::string>& stale) {
  const auto user = store_.find_entity(ref);
  if (user)
    users_[(*user)->id] = ref;
  else if (user.error().code == ErrorCode::NotFound)
    std::erase_if(users_, [&](const auto& each) { return each.second == ref; });
  for (const auto& [id, key] : *published_) {
    if (key->principal != identity::PrincipalType::User || key->account != ref.account) continue;
    const bool carries_name = identity::folded(key->name) == ref.name;
    const bool is_users = user && key->unique_id == (*user)->id;
    const bool is_current = is_users && key->name == (*user)->name && key->path == (*user)->path;
    if ((carries_name || is_users) && !is_current) stale.push_back(id);
  }
}

void AccessKeyRing::refresh(std::span<const EntityRef> entities,
                            std::span<const std::string> access_keys) {
  const std::lock_guard lock(refreshing_);
  std::vector<std::string> stale(access_keys.begin(), access_keys.end());
  for (const EntityRef& ref : entities)
    if (ref.kind == EntityKind::User) follow_user(ref, stale);
  if (stale.empty()) return;

  Keys next = *published_;
  for (const std::string& id : stale) {
    next.erase(id);
    auto key = stored(id);
    if (!key)
      log::error("an access key cannot be read and is refused",
                 {{"access_key", id}, {"detail", key.error().detail}});
    else if (*key)
      next.emplace(id, *std::move(key));
  }
  publish(std::move(next));
}

void AccessKeyRing::publish(Keys keys) {
  auto next = std::make_shared<const Keys>(std::move(keys));
  const std::lock_guard lock(mutex_);
  published_ = std::move(next);
  version_.store(next_version(), std::memory_order_release);
}

std::shared_ptr<const identity::AccessKey> AccessKeyRing::find(
    std::string_view access_key_id) const {
  struct Snapshot {
    std::uint64_t version = 0;
    std::shared_ptr<const Keys> keys;
  };
  thread_local Snapshot snapshot;
  if (snapshot.version != version_.load(std::memory_order_acquire)) {
    const std::lock_guard lock(mutex_);
    snapshot = {version_.load(), published_};
  }
  const auto found = snapshot.keys->find(access_key_id);
  return found == snapshot.keys->end() ? nullptr : found->second;
}

}  // namespace trent::server
