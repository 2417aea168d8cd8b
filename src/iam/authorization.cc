#include "iam/authorization.h"

#include <fmt/format.h>

namespace trent::iam {

Result<void> authorize(const Call& call, std::string_view action, const std::string& resource) {
  if (call.caller.type == identity::PrincipalType::AccountRoot) return {};
  return fail(ErrorCode::AccessDenied,
              fmt::format("User: {} is not authorized to perform: {} on resource: {} because no "
                          "identity-based policy allows the {} action",
                          call.caller.arn, action, resource, action));
}

}  // namespace trent::iam
