// access/authorizer.h: who may do what.
//
// Today every caller is the root of its account: it may do everything in its account, and in
// another what a grant allows it. Key policies and IAM policies join behind this same interface.
#pragma once

#include <string>
#include <string_view>

#include "access/asking.h"
#include "base/error.h"
#include "keys/key_record.h"
#include "storage/store.h"

namespace trent::access {

class Authorizer {
 public:
  virtual ~Authorizer() = default;

  // May whoever asks do kms:`permission` on `key`? Errors: AccessDenied.
  virtual Result<void> authorize(const Asking& asking, std::string_view permission,
                                 const keys::KeyRecord& key) const = 0;
  // On the alias itself, or, without alias or key, in its account at all.
  virtual Result<void> authorize(const Asking& asking, std::string_view permission,
                                 const keys::AliasRef& alias) const = 0;
  virtual Result<void> authorize(const Asking& asking, std::string_view permission) const = 0;
};

class AccountAuthorizer final : public Authorizer {
 public:
  // `records` answers find_grants() from memory.
  explicit AccountAuthorizer(const storage::Store& records) : records_(records) {}

  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::KeyRecord& key) const override;
  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::AliasRef& alias) const override;
  Result<void> authorize(const Asking& asking, std::string_view permission) const override;

 private:
  Result<bool> grants_allow(const Asking& asking, std::string_view permission,
                            const keys::KeyRef& key) const;

  const storage::Store& records_;
};

// The refusals that do not tell whether the thing exists. Source: kms-security.md 4.7.
Error denied_on_foreign_resource(const identity::Caller& caller, std::string_view permission);
Error denied_on_ciphertext(const identity::Caller& caller, std::string_view permission);

}  // namespace trent::access
