// material/grant_tokens.h: what CreateGrant hands out, and other operations take, to name a grant
// that is so new that AWS may not have it everywhere yet.
//
// A token is opaque, self-contained and authenticated, and no two are the same. It proves nothing
// but that it was made here: what its grant allows is decided by the grant that is stored. Byte by
// byte in docs/formats/grant-token.md.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "grants/grant.h"
#include "material/deployment_keys.h"

namespace trent::material {

struct GrantRef {
  keys::KeyRef key;
  grants::GrantId id;
};

// Base64 text.
std::string make_grant_token(const DeploymentKeys& keys, const GrantRef& grant);

// Errors: InvalidGrantToken (without message): it was not made by this deployment.
Result<GrantRef> open_grant_token(const DeploymentKeys& keys, std::string_view token);

}  // namespace trent::material
