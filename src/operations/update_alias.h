// operations/update_alias.h: UpdateAlias lets a name stand for another key of the same kind.
#pragma once

#include "operations/alias_target.h"

namespace trent::operations {

Result<wire::NoOutput> update_alias(Call& call, const AliasTargetRequest& request);

}  // namespace trent::operations
