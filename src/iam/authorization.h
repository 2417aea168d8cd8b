// iam/authorization.h: may the caller do this? The one place where IAM and STS ask.
#pragma once

#include <string>
#include <string_view>

#include "iam/call.h"

namespace trent::iam {

// `action`: "iam:CreateUser". `resource`: an ARN, or "*". `tags`: those of the request.
// Errors: AccessDenied.
Result<void> authorize(const Call& call, std::string_view action, const std::string& resource,
                       const identity::Tags& tags = {});

access::Asking asking_of(const Call& call);

// Temporary credentials of a user's or root's own, and those of federated users, cannot use IAM.
// Errors: UnrecognizedClient.
Result<void> require_usable_with_iam(const identity::Caller& caller);

}  // namespace trent::iam
