// iam/authorization.h: who may call which operation of IAM and STS. The one place that decides it.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "iam/call.h"

namespace trent::iam {

// By the policies of the caller's identity; the root of an account may do everything in its
// account. `action`: "iam:CreateUser". Errors: AccessDenied, Internal.
Result<void> authorize(const Call& call, std::string_view action, const std::string& resource);

}  // namespace trent::iam
