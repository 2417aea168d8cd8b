// operations/delete_alias.h: DeleteAlias takes a name away; the key stays as it is.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct DeleteAliasRequest {
  std::string alias_name;
};

Result<wire::NoOutput> delete_alias(Call& call, const DeleteAliasRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::DeleteAliasRequest> = std::tuple{
    member("AliasName", &operations::DeleteAliasRequest::alias_name, kRequired | kAliasName),
};
