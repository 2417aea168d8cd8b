#include "keys/alias_names.h"

#include <string>

namespace trent::keys {
namespace {

constexpr std::string_view kPrefix = "alias/";

}  // namespace

Result<AliasName> parse_alias_name(std::string_view text) {
  if (!text.starts_with(kPrefix))
    return fail(ErrorCode::Validation,
                "Alias must start with the prefix \"alias/\". Please see "
                "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
  if (text.size() == kPrefix.size())
    return fail(ErrorCode::InvalidAliasName, "Alias name must not be empty");
  if (text.contains(':'))
    return fail(ErrorCode::Validation,
                std::string(text) + " contains invalid characters for an alias");
  return AliasName(std::string(text));
}

Result<void> require_not_reserved(const AliasName& name) {
  if (name.view().starts_with(kReservedAliasPrefix)) return fail_silently(ErrorCode::NotAuthorized);
  return {};
}

}  // namespace trent::keys
