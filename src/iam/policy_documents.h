// iam/policy_documents.h: what a policy document must be to be stored. The one place that decides.
#pragma once

#include <string_view>

#include "base/error.h"

namespace trent::iam {

// Of an identity; a statement names no principal. Errors: MalformedPolicyDocument.
Result<void> require_identity_policy(std::string_view document);
// Of a role; a statement names principals and no resource. Errors: MalformedPolicyDocument.
Result<void> require_trust_policy(std::string_view document);

// Characters but white space: what AWS's quotas count.
std::size_t counted_size(std::string_view document);

}  // namespace trent::iam
