// operations/create_alias.h: CreateAlias gives a key a name.
#pragma once

#include "operations/alias_target.h"

namespace trent::operations {

Result<wire::NoOutput> create_alias(Call& call, const AliasTargetRequest& request);

}  // namespace trent::operations
