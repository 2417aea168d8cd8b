#include "operations/members.h"

namespace trent::operations {

Result<void> refuse_recipient(const std::optional<RecipientInfo>& recipient) {
  if (!recipient) return {};
  return fail(ErrorCode::UnsupportedOperation, "Recipient is not supported yet.");
}

std::unexpected<Error> missing_member(std::string_view name) {
  wire::Violations violations;
  wire::check_required(false, {"", name}, violations);
  return std::unexpected(violations.error());
}

}  // namespace trent::operations
