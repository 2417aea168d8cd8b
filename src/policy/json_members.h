// policy/json_members.h: whether a JSON text has an object that names a member twice.
#pragma once

#include <string_view>

namespace trent::policy {

// Which of the two would count is a way to hide a statement. `text` is well-formed JSON.
bool has_duplicate_members(std::string_view text);

}  // namespace trent::policy
