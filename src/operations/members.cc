#include "operations/members.h"

namespace trent::operations {

std::unexpected<Error> missing_member(std::string_view name, std::string_view parent) {
  wire::Violations violations;
  wire::check_required(false, {parent, name}, violations);
  return std::unexpected(violations.error());
}

}  // namespace trent::operations
