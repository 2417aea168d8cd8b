// identity/access_keys.h: the credentials that requests are signed with.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/secret_bytes.h"
#include "identity/caller.h"

namespace trent::identity {

struct AccessKey {
  std::string id;      // "AKIA" (long-term) or "ASIA" (temporary) and 16 of A-Z2-7
  SecretBytes secret;  // 40 characters, as the client holds them
  keys::AccountId account;
  PrincipalType principal = PrincipalType::AccountRoot;
  // Of the user, the role, or the user who federates; empty for the root and whom it federates:
  std::string unique_id;  // "AIDA...", "AROA..."
  std::string name;
  std::string path;
  std::shared_ptr<const Session> session;  // of temporary credentials
};

// Finds credentials. Called for every request, from every thread: an implementation answers from
// memory and takes no lock that another request can hold.
class AccessKeys {
 public:
  virtual ~AccessKeys() = default;
  // Long-term ones. Null when there is no such key, or it is not active.
  virtual std::shared_ptr<const AccessKey> find(std::string_view access_key_id) const = 0;
  // Temporary ones, expired or not, by what the client sends with the request. Null when the token
  // was not made here, or not for this id, or what it belongs to is gone.
  virtual std::shared_ptr<const AccessKey> find_temporary(std::string_view access_key_id,
                                                          std::string_view session_token) const = 0;
};

}  // namespace trent::identity
