// access/testing/account_authorizer.h: for tests that are not about permissions. An account may do
// everything in itself and nothing in another.
#pragma once

#include "access/authorizer.h"

namespace trent::access::testing {

class AccountAuthorizer : public Authorizer {
 public:
  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::KeyRecord& key, std::string_view) const override {
    return require_own(asking, permission, key.ref.scope.account);
  }
  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::AliasRef& alias) const override {
    return require_own(asking, permission, alias.scope.account);
  }
  Result<void> authorize(const Asking&, std::string_view) const override { return {}; }
  Result<void> authorize_absent(const Asking& asking, std::string_view permission,
                                const keys::AccountId& account, const std::string&) const override {
    return require_own(asking, permission, account);
  }
  Result<void> require_no_lockout(const Asking&, const keys::KeyRecord&) const override {
    return {};
  }

 private:
  static Result<void> require_own(const Asking& asking, std::string_view permission,
                                  const keys::AccountId& account) {
    if (account == asking.caller.account) return {};
    return std::unexpected(denied_on_foreign_resource(asking.caller, permission));
  }
};

}  // namespace trent::access::testing
