#include "operations/alias_target.h"

#include <fmt/format.h>

namespace trent::operations {
namespace {

bool names_an_alias(const keys::KeyIdentifier& identifier) {
  return std::holds_alternative<keys::AliasName>(identifier) ||
         std::holds_alternative<keys::AliasArn>(identifier);
}

}  // namespace

Result<access::AdmittedKey> admit_alias_target(Call& call, const std::string& target_key_id) {
  if (names_an_alias(keys::parse_key_identifier(target_key_id)))
    return fail(ErrorCode::Validation, "Aliases must refer to keys. Not aliases");
  return call.admit(target_key_id);
}

std::unexpected<Error> alias_not_found(const keys::AliasRef& alias) {
  return fail(ErrorCode::NotFound, fmt::format("Alias {} is not found.", keys::arn_of(alias)));
}

}  // namespace trent::operations
