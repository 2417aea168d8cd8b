// access/compiled_policies.h: policies in the form that decides, made once and kept.
#pragma once

#include <memory>
#include <string_view>

#include "access/known_principals.h"
#include "base/error.h"
#include "policy/compiled_policy.h"

namespace trent::access {

// The compiled form of a policy document that was stored, with the unique ids that were stored with
// it. What it is depends on these alone, so each thread keeps what it made of the texts it saw last
// (a bounded number), and a hit takes no lock and parses nothing.
// Errors: Internal (the text is no policy: it was damaged).
Result<std::shared_ptr<const policy::CompiledPolicy>> compiled(policy::DocumentKind kind,
                                                               std::string_view text,
                                                               const KnownPrincipals& known = {});

}  // namespace trent::access
