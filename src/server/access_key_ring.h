// server/access_key_ring.h: the access keys of this deployment, unsealed, for the signature check.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "base/error.h"
#include "identity/access_keys.h"
#include "material/deployment_keys.h"
#include "storage/store.h"

namespace trent::server {

// Immutable once opened.
class AccessKeyRing final : public identity::AccessKeys {
 public:
  // Unseals the access keys in `store`. At the first start there are none: then an account with a
  // root access key is made, and written to CREDENTIALS_PATH (mode 0600) in the AWS
  // shared-credentials format. Errors: Internal.
  static Result<std::unique_ptr<AccessKeyRing>> open(storage::Store& store,
                                                     const material::DeploymentKeys& keys,
                                                     const keys::AccountId& account,
                                                     const std::string& credentials_path,
                                                     Timestamp now);

  std::shared_ptr<const identity::AccessKey> find(std::string_view access_key_id) const override;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  std::unordered_map<std::string, std::shared_ptr<const identity::AccessKey>, TextHash,
                     std::equal_to<>>
      by_id_;
};

}  // namespace trent::server
