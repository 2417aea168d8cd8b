// server/explain_policy.h: may somebody do something, and why: for the operator.
#pragma once

#include <map>
#include <string>

#include "access/policy_authorizer.h"
#include "base/error.h"
#include "storage/store.h"

namespace trent::server {

struct PolicyQuestion {
  std::string principal;  // ARN of a root, user, role (any session of it) or role session
  std::string action;     // "kms:Decrypt"
  std::string key;     // id, ARN, alias name or alias ARN; without ARN of the principal's account
  std::string region;  // of the request
  std::map<std::string, std::string> context;  // condition keys and their values
};

// Asks what a request would be asked, of the policies and grants as they are stored now.
// Errors: Internal, with a detail for the operator (no such principal, action or key).
Result<access::Explanation> explain_policy(storage::Store& store, const PolicyQuestion& question,
                                           Timestamp now);

}  // namespace trent::server
