// access/permissions.h: the permissions whose names mean more than the operation they are for.
#pragma once

#include <string_view>

namespace trent::access {

inline constexpr std::string_view kPutKeyPolicy = "PutKeyPolicy";
inline constexpr std::string_view kCreateGrant = "CreateGrant";
inline constexpr std::string_view kRetireGrant = "RetireGrant";

}  // namespace trent::access
