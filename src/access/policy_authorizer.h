// access/policy_authorizer.h: decides by key policies, IAM policies, session policies and grants.
//
// Finds what has a say and asks policy/evaluation.h. Source: kms-security.md section 4.
#pragma once

#include <optional>

#include "access/authorizer.h"
#include "access/request_context.h"
#include "storage/record_cache.h"

namespace trent::access {

class PolicyAuthorizer final : public Authorizer {
 public:
  explicit PolicyAuthorizer(const storage::RecordCache& records) : records_(records) {}

  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::KeyRecord& key, std::string_view alias) const override;
  Result<void> authorize(const Asking& asking, std::string_view permission,
                         const keys::AliasRef& alias) const override;
  Result<void> authorize(const Asking& asking, std::string_view permission) const override;
  Result<void> authorize_absent(const Asking& asking, std::string_view permission,
                                const keys::AccountId& account,
                                const std::string& arn) const override;
  Result<void> require_no_lockout(const Asking& asking, const keys::KeyRecord& key) const override;

 private:
  const storage::RecordCache& records_;
};

// The same for an action that is about no key, "iam:CreateUser": decided by the policies of the
// caller's identity alone. `resource`: an ARN, or "*". Errors: AccessDenied, Internal.
Result<void> authorize_action(const storage::Store& store, const Asking& asking,
                              const policy::Action& action, std::string_view resource);

// Is there such a permission of KMS? Without "kms:".
bool is_permission(std::string_view permission);

// Whether, and why, for the operator.
struct Explanation {
  bool allowed = false;
  std::string text;
};
Result<Explanation> explain(const storage::RecordCache& records, const Asking& asking,
                            std::string_view permission, const keys::KeyRecord& key,
                            std::string_view alias);

}  // namespace trent::access
