// sigv4/testing/known_keys.h: access keys for tests, changed at will. Not safe from several
// threads.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "identity/access_keys.h"

namespace trent::sigv4::testing {

class KnownKeys final : public identity::AccessKeys {
 public:
  void put(const std::string& id, std::string_view secret) {
    keys_[id] = std::make_shared<const identity::AccessKey>(
        identity::AccessKey{.id = id,
                            .secret = SecretBytes::copy_of(secret),
                            .account = keys::AccountId("111122223333")});
  }
  void remove(const std::string& id) { keys_.erase(id); }

  std::shared_ptr<const identity::AccessKey> find(std::string_view id) const override {
    const auto found = keys_.find(id);
    return found == keys_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, std::shared_ptr<const identity::AccessKey>, std::less<>> keys_;
};

}  // namespace trent::sigv4::testing
