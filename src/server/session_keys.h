// server/session_keys.h: temporary credentials, opened from their tokens once and then remembered.
#pragma once

#include <memory>
#include <string_view>

#include "identity/access_keys.h"
#include "material/deployment_keys.h"

namespace trent::server {

// What was opened is remembered for each thread, so that a token costs one digest from its second
// request on, its session policy is compiled once, and no request waits for another's. Bounded.
class SessionKeys {
 public:
  // Both must outlive it. `long_term`: where the access keys that made sessions are looked up.
  SessionKeys(const material::DeploymentKeys& keys, const identity::AccessKeys& long_term);

  // As identity::AccessKeys::find_temporary.
  std::shared_ptr<const identity::AccessKey> find(std::string_view access_key_id,
                                                  std::string_view session_token) const;

 private:
  const material::DeploymentKeys& keys_;
  const identity::AccessKeys& long_term_;
  const std::uint64_t number_;  // unique in the process: what threads know its sessions by
};

}  // namespace trent::server
