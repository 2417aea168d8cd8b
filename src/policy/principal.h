// policy/principal.h: which texts can stand for a principal in a key policy.
#pragma once

#include <string_view>

#include "base/error.h"

namespace trent::policy {

// Whether `value` can be an "AWS" principal: "*", an account id, an IAM or STS ARN of a root, user,
// role, assumed role or federated user, or a unique id (AIDA..., AROA...). Errors:
// MalformedPolicyDocument (no such form), InvalidArn (an ARN that cannot be a principal).
Result<void> require_aws_principal(std::string_view value);

// "name.amazonaws.com" and its like. Errors: MalformedPolicyDocument.
Result<void> require_service_principal(std::string_view value);

}  // namespace trent::policy
