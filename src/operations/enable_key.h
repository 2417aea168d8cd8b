// operations/enable_key.h: EnableKey and DisableKey allow and forbid the use of a key.
#pragma once

#include "operations/key_id_request.h"

namespace trent::operations {

Result<wire::NoOutput> enable_key(Call& call, const KeyIdRequest& request);
Result<wire::NoOutput> disable_key(Call& call, const KeyIdRequest& request);

}  // namespace trent::operations
