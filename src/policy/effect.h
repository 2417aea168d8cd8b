// policy/effect.h: what a statement does to the requests that it matches.
#pragma once

#include <cstdint>

namespace trent::policy {

enum class Effect : std::uint8_t { Allow, Deny };

}  // namespace trent::policy
