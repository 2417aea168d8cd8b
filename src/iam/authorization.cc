#include "iam/authorization.h"

#include "access/policy_authorizer.h"

namespace trent::iam {

Result<void> authorize(const Call& call, std::string_view action, const std::string& resource) {
  const access::Asking asking{.caller = call.caller,
                              .scope = {call.account(), call.region},
                              .now = call.now,
                              .transport = call.transport};
  return access::authorize_action(call.services.store, asking, policy::action_named(action),
                                  resource);
}

}  // namespace trent::iam
