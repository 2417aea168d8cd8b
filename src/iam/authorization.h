// iam/authorization.h: who may call which operation of IAM. The one place that decides it.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "iam/call.h"

namespace trent::iam {

// The root of an account may do everything in its account; everybody else nothing.
// `action`: "iam:CreateUser". Errors: AccessDenied.
Result<void> authorize(const Call& call, std::string_view action, const std::string& resource);

}  // namespace trent::iam
