// sigv4/testing/known_keys.h: access keys for tests, changed at will. Not safe from several
// threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

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
  // Temporary ones, of a token that needs no opening.
  void put_temporary(const std::string& id, std::string_view secret, const std::string& token,
                     Timestamp expires) {
    auto session = std::make_shared<identity::Session>();
    session->expires = expires;
    temporary_[{id, token}] = std::make_shared<const identity::AccessKey>(
        identity::AccessKey{.id = id,
                            .secret = SecretBytes::copy_of(secret),
                            .account = keys::AccountId("111122223333"),
                            .session = std::move(session)});
  }
  void remove(const std::string& id) { keys_.erase(id); }

  std::shared_ptr<const identity::AccessKey> find(std::string_view id) const override {
    const auto found = keys_.find(id);
    return found == keys_.end() ? nullptr : found->second;
  }
  std::shared_ptr<const identity::AccessKey> find_temporary(std::string_view id,
                                                            std::string_view token) const override {
    const auto found = temporary_.find({std::string(id), std::string(token)});
    return found == temporary_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, std::shared_ptr<const identity::AccessKey>, std::less<>> keys_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const identity::AccessKey>>
      temporary_;
};

}  // namespace trent::sigv4::testing
