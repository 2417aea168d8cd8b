// access/compiled_policies.h: policies in the form that decides, made once and kept.
#pragma once

#include <memory>
#include <string_view>

#include "base/error.h"
#include "policy/compiled_policy.h"

namespace trent::access {

// The compiled form of a policy document that was stored. What it is depends on the text alone, so
// each thread keeps what it made of the texts it saw last (a bounded number), and a hit takes no
// lock and parses nothing. Errors: Internal (the text is no policy: it was damaged).
Result<std::shared_ptr<const policy::CompiledPolicy>> compiled(policy::DocumentKind kind,
                                                               std::string_view text);

}  // namespace trent::access
