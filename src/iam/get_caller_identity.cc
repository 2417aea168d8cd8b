#include "iam/get_caller_identity.h"

namespace trent::iam {

Result<GetCallerIdentityResponse> get_caller_identity(const Call& call,
                                                      const GetCallerIdentityRequest&) {
  const identity::Caller& caller = call.caller;
  return GetCallerIdentityResponse{
      .arn = caller.arn, .user_id = identity::user_id(caller), .account = caller.account.str()};
}

}  // namespace trent::iam
