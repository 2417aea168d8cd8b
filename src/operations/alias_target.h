// operations/alias_target.h: what CreateAlias and UpdateAlias demand of the key an alias is to
// name.
#pragma once

#include <string>

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

// Both operations have the same request.
struct AliasTargetRequest {
  std::string alias_name;
  std::string target_key_id;
};

// Errors: Validation (the target is an alias), the gate's.
Result<access::AdmittedKey> admit_alias_target(Call& call, const std::string& target_key_id);

std::unexpected<Error> alias_not_found(const keys::AliasRef& alias);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::AliasTargetRequest> = std::tuple{
    member("AliasName", &operations::AliasTargetRequest::alias_name, kRequired | kAliasName),
    member("TargetKeyId", &operations::AliasTargetRequest::target_key_id, kRequired | kKeyId),
};
