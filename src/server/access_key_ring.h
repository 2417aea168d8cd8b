// server/access_key_ring.h: the access keys of this deployment, unsealed, for the signature check;
// and the temporary ones that session tokens carry.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

#include "base/error.h"
#include "identity/access_keys.h"
#include "material/deployment_keys.h"
#include "server/session_keys.h"
#include "storage/store.h"

namespace trent::server {

// Follows the store through refresh(). Threads look keys up in a snapshot of their own, which they
// renew when a version number tells them to: find() takes a lock only right after a change.
class AccessKeyRing final : public identity::AccessKeys {
 public:
  // Unseals the access keys in `store`. `store` and `keys` must outlive the ring. Errors: Internal.
  static Result<std::unique_ptr<AccessKeyRing>> open(storage::Store& store,
                                                     const material::DeploymentKeys& keys);

  std::shared_ptr<const identity::AccessKey> find(std::string_view access_key_id) const override;
  std::shared_ptr<const identity::AccessKey> find_temporary(
      std::string_view access_key_id, std::string_view session_token) const override {
    return sessions_.find(access_key_id, session_token);
  }

  // To be called once a change of these records is committed and before it is answered. When it
  // returns, every thread finds the keys as they are stored now. A key that cannot be read is
  // refused from then on, for it may have been deactivated.
  void refresh(std::span<const identity::EntityRef> entities,
               std::span<const std::string> access_keys);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using AccessKeyPtr = std::shared_ptr<const identity::AccessKey>;
  using Keys = std::unordered_map<std::string, AccessKeyPtr, TextHash, std::equal_to<>>;

  AccessKeyRing(storage::Store& store, const material::DeploymentKeys& keys)
      : store_(store), keys_(keys), sessions_(keys, *this) {}

  Result<void> load();
  Result<void> load_users(const keys::AccountId& account);
  // Null for a key that is not active.
  Result<AccessKeyPtr> unsealed(const identity::AccessKeyRecord& record) const;
  Result<AccessKeyPtr> stored(const std::string& access_key_id) const;
  void follow_user(const identity::EntityRef& ref, std::vector<std::string>& stale);
  void publish(Keys keys);

  storage::Store& store_;
  const material::DeploymentKeys& keys_;
  const SessionKeys sessions_;

  std::mutex refreshing_;                             // held while the store is read again
  std::map<std::string, identity::EntityRef> users_;  // by unique id; guarded by refreshing_

  mutable std::mutex mutex_;  // guards the line below
  std::shared_ptr<const Keys> published_ = std::make_shared<const Keys>();
  std::atomic<std::uint64_t> version_ = 0;  // of what is published; unique in the process
};

}  // namespace trent::server
