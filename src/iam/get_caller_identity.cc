#include "iam/get_caller_identity.h"

namespace trent::iam {

Result<GetCallerIdentityResponse> get_caller_identity(const Call& call,
                                                      const GetCallerIdentityRequest&) {
  const identity::Caller& caller = call.caller;
  return GetCallerIdentityResponse{
      .arn = caller.arn,
      .user_id = caller.unique_id.empty() ? caller.account.str() : caller.unique_id,
      .account = caller.account.str()};
}

}  // namespace trent::iam
