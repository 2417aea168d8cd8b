// access/authorizer.h: who may do what, as the gate asks it.
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

  // May whoever asks do kms:`permission` on `key`? `alias`: by which the request named the key, or
  // empty. Errors: AccessDenied, Internal (so in the others).
  virtual Result<void> authorize(const Asking& asking, std::string_view permission,
                                 const keys::KeyRecord& key, std::string_view alias) const = 0;
  // On the alias itself, or, without alias or key, in its account at all.
  virtual Result<void> authorize(const Asking& asking, std::string_view permission,
                                 const keys::AliasRef& alias) const = 0;
  virtual Result<void> authorize(const Asking& asking, std::string_view permission) const = 0;
  // There is no such key or alias, of `account`. Refused as if there were one that leaves all to
  // the identities of its account: so only who may do something learns that there is nothing to do
  // it with.
  virtual Result<void> authorize_absent(const Asking& asking, std::string_view permission,
                                        const keys::AccountId& account,
                                        const std::string& arn) const = 0;

  // The lockout safety check: may whoever asks still change the policy that `key` has, which is
  // about to be stored? Errors: MalformedPolicyDocument.
  virtual Result<void> require_no_lockout(const Asking& asking,
                                          const keys::KeyRecord& key) const = 0;
};

// The refusals that do not tell whether the thing exists. Source: kms-security.md 4.7.
Error denied_on_foreign_resource(const identity::Caller& caller, std::string_view permission);
Error denied_on_ciphertext(const identity::Caller& caller, std::string_view permission);
// The refusal by the policy of a key whose existence the caller may know. Source: kms-behaviour.md
// 1.12.
Error denied_by_key_policy(const identity::Caller& caller, std::string_view permission,
                           const keys::KeyRecord& key);

}  // namespace trent::access
