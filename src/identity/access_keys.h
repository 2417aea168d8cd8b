// identity/access_keys.h: the long-term credentials that requests are signed with.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/secret_bytes.h"
#include "identity/caller.h"

namespace trent::identity {

struct AccessKey {
  std::string id;      // "AKIA" and 16 of A-Z2-7
  SecretBytes secret;  // 40 characters, as the client holds them
  keys::AccountId account;
  PrincipalType principal = PrincipalType::AccountRoot;
  // Of a user:
  std::string unique_id;  // "AIDA..."
  std::string user_name;
  std::string user_path;
};

// Finds credentials by access key id. Called for every request, from every thread: an
// implementation answers from memory and takes no lock that another request can hold.
class AccessKeys {
 public:
  virtual ~AccessKeys() = default;
  // Null when there is no such key, or it is not active.
  virtual std::shared_ptr<const AccessKey> find(std::string_view access_key_id) const = 0;
};

}  // namespace trent::identity
