// access/request_context.h: all that policies can ask about one request, found out when they do.
//
// Most policies ask nothing, so nothing is written down before the first question.
//
// Source: kms-security.md 5.4, 5.5.
#pragma once

#include "access/asking.h"
#include "access/caller_policies.h"
#include "access/facts.h"
#include "keys/key_record.h"
#include "storage/store.h"

namespace trent::access {

// The key that is asked about, if any, and the alias by which the request named it, if it did.
struct KeyInRequest {
  const keys::KeyRecord* key = nullptr;
  std::string_view alias{};  // "alias/..."
};

// What policies can ask about the caller, and about how and when the request came.
void list_caller(const identity::Caller& caller, const CallerPolicies& policies, FactList& facts);
void list_transport(const Asking& asking, FactList& facts);

class RequestContext final : public policy::Context {
 public:
  // A key with more aliases than this is nobody's whom kms:ResourceAliases is asked for.
  static constexpr std::size_t kAliasesMax = 50;

  // All must outlive this.
  RequestContext(const storage::Store& store, const Asking& asking, std::string_view permission,
                 const CallerPolicies& caller, KeyInRequest key)
      : store_(store), asking_(asking), permission_(permission), caller_(caller), key_(key) {}

  const policy::ContextEntry* find(const policy::ConditionKey& key) const override;

  // Something that was asked could not be found out, or must not be relied on: deny.
  bool is_unreliable() const { return is_unreliable_; }

 private:
  void list_facts() const;
  void list_aliases() const;

  const storage::Store& store_;
  const Asking& asking_;
  std::string_view permission_;
  const CallerPolicies& caller_;
  KeyInRequest key_;
  mutable FactList facts_;
  mutable bool has_facts_ = false;
  mutable FactList aliases_;  // apart, because they take a look into the store
  mutable bool has_aliases_ = false;
  mutable bool is_unreliable_ = false;
};

}  // namespace trent::access
