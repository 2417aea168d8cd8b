// iam/trusted_principals.h: whom a trust policy names. A policy is bound to the user or role, not
// to the name: who is deleted and made again is somebody else.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "iam/call.h"
#include "identity/records.h"
#include "policy/principal.h"

namespace trent::iam {

// The unique ids, by ARN, that the users and roles of a trust policy have now.
// Errors: MalformedPolicyDocument (one of them does not exist, or the document is none).
Result<std::map<std::string, std::string>> trusted_ids(const Call& call,
                                                       std::string_view trust_policy);

// The same as evaluation wants it.
std::vector<policy::KnownPrincipal> known_principals(const identity::Role& role);

}  // namespace trent::iam
