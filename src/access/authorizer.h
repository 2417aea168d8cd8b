// access/authorizer.h: who may do what.
//
// The root of an account may do everything in its account and nothing in another; users may do
// nothing. Key policies, IAM policies and grants join behind this same interface.
#pragma once

#include <string>
#include <string_view>

#include "access/asking.h"
#include "base/error.h"
#include "keys/key_record.h"

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
  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::KeyRecord& key) const override;
  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::AliasRef& alias) const override;
  Result<void> authorize(const Asking& asking, std::string_view permission) const override;
};

// The refusals that do not tell whether the thing exists. Source: kms-security.md 4.7.
Error denied_on_foreign_resource(const identity::Caller& caller, std::string_view permission);
Error denied_on_ciphertext(const identity::Caller& caller, std::string_view permission);
// The refusal by the policy of a key whose existence the caller may know. Source: kms-behaviour.md
// 1.12.
Error denied_by_key_policy(const identity::Caller& caller, std::string_view permission,
                           const keys::KeyRecord& key);

}  // namespace trent::access
