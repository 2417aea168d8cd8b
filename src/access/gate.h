// access/gate.h: the single gate between a caller and a key.
//
// The order of its checks is wire behaviour (kms-behaviour.md 1.6) and is written here and nowhere
// else: identifier, look-up, authorization, IncorrectKey, origin, state, usage. That AWS managed
// keys are not their account's to manage is a part of authorization.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "access/authorizer.h"
#include "access/predefined_aliases.h"
#include "access/rule.h"
#include "base/clock.h"
#include "base/error.h"
#include "keys/ids.h"
#include "storage/record_cache.h"

namespace trent::access {

// Proof that a caller may do one action on one key, now. Only the gate can make one, and every
// function that touches key material asks for one: forgetting a check does not compile.
class AdmittedKey {
 public:
  const keys::KeyRecord& record() const { return *record_; }
  const Action& action() const { return action_; }
  Timestamp admitted_at() const { return admitted_at_; }

 private:
  friend class Gate;
  AdmittedKey(storage::Snapshot<keys::KeyRecord> record, const Action& action, Timestamp now)
      : record_(std::move(record)), action_(action), admitted_at_(now) {}

  storage::Snapshot<keys::KeyRecord> record_;
  Action action_;
  Timestamp admitted_at_;
};

class Gate {
 public:
  Gate(const storage::RecordCache& records, const Authorizer& authorizer,
       const PredefinedAliases& predefined_aliases)
      : records_(records), authorizer_(authorizer), predefined_aliases_(predefined_aliases) {}

  // For operations that are about no single key. Errors: AccessDenied.
  Result<void> admit(const Asking& asking, const Action& action) const;

  // For operations on the key that the request names, in any form the rule allows. The first use of
  // a predefined alias makes its key.
  // Errors: NotFound, InvalidArn, AccessDenied, UnsupportedOperation, Disabled, InvalidState,
  // InvalidKeyUsage.
  Result<AdmittedKey> admit(const Asking& asking, const Action& action,
                            std::string_view key_identifier) const;

  // For operations on the key that a ciphertext names (nothing: the ciphertext is unreadable). The
  // request may name a key too, which must then be the same.
  // Errors: as above, and IncorrectKey, InvalidCiphertext.
  Result<AdmittedKey> admit_for_ciphertext(const Asking& asking, const Action& action,
                                           const std::optional<keys::KeyRef>& key_in_ciphertext,
                                           const std::optional<std::string>& key_identifier) const;

  // The permission alone, on a key in whatever state it is. Errors: AccessDenied, Internal.
  Result<void> require_permission(const Asking& asking, const Action& action,
                                  const keys::KeyRecord& key) const {
    return authorize(asking, action, key, {});
  }

  // The key that an identifier names, if it names one at all. No permission to anything: for
  // policies that ask about it.
  std::optional<keys::KeyRef> key_named(const Asking& asking,
                                        std::string_view key_identifier) const;

  // The lockout safety check of a policy that `key` is about to get (kms-security.md 3.7).
  // Errors: MalformedPolicyDocument, Internal.
  Result<void> require_no_lockout(const Asking& asking, const keys::KeyRecord& key) const {
    return authorizer_.require_no_lockout(asking, key);
  }

  // For operations on an alias of the caller's own, before its key is looked at. Errors:
  // AccessDenied.
  Result<void> admit_alias(const Asking& asking, const Action& action,
                           const keys::AliasName& name) const;

 private:
  using Found = storage::Snapshot<keys::KeyRecord>;

  // The key that an identifier stands for; whether it exists is not looked at.
  struct Named {
    keys::KeyRef key;
    std::string alias{};  // by which it was named, or empty
  };
  Result<Named> resolve(const Asking& asking, const Action& action,
                        std::string_view key_identifier) const;
  Result<Named> resolve_alias(const Asking& asking, const Action& action,
                              const keys::AliasRef& alias) const;
  Result<void> require_reachable(const Asking& asking, const Action& action,
                                 const keys::Scope& named, std::string_view partition) const;
  // The key if it exists, whoever asks. NotFound as AWS words it.
  Result<Found> find(const Asking& asking, const Action& action, const keys::KeyRef& ref) const;
  Result<void> authorize(const Asking& asking, const Action& action, const keys::KeyRecord& key,
                         std::string_view alias) const;
  Result<Found> find_authorized(const Asking& asking, const Action& action,
                                std::string_view key_identifier) const;
  Result<AdmittedKey> admit_found(const Asking& asking, const Action& action, Found key) const;

  const storage::RecordCache& records_;
  const Authorizer& authorizer_;
  const PredefinedAliases& predefined_aliases_;
};

}  // namespace trent::access
