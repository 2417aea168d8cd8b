// policy/refusal.h: what the caller, and what the operator, is told about a decision.
//
// Source: kms-security.md 3.7, 4.7.
#pragma once

#include <string>

#include "base/error.h"
#include "policy/evaluation.h"

namespace trent::policy {

// AWS's text of AccessDeniedException for a decision that is not allowed. It never tells whether
// another account's resource exists.
std::string refusal_text(const Decision& decision, const Request& request);

// For the operator: which statement, grant or missing allow decided. Not for the client.
std::string explanation(const Decision& decision);

// The lockout safety check: whoever sets a key policy must be able to set it again. `request` asks
// for anything of the key; `policies.resource` is the new policy. Errors: MalformedPolicyDocument.
Result<void> require_no_lockout(const Request& request, const ApplicablePolicies& policies);

}  // namespace trent::policy
