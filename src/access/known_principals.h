// access/known_principals.h: whom a policy names. A policy is bound to the user or role, not to its
// name: who is deleted and made again is somebody else.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "identity/records.h"
#include "policy/document.h"
#include "storage/store.h"

namespace trent::access {

// Unique ids by ARN.
using KnownPrincipals = std::map<std::string, std::string>;

// The user or role that an ARN would name; nothing for roots, sessions, and what is no ARN.
std::optional<identity::EntityRef> entity_named_by(std::string_view arn);

// The users and roles in the policy's principals that there are now. Errors: Internal.
Result<KnownPrincipals> known_principals_in(const storage::Store& store,
                                            const policy::Document& document);

}  // namespace trent::access
