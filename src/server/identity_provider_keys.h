// server/identity_provider_keys.h: the keys of identity providers as the configuration names them.
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "oidc/provider_keys.h"
#include "server/config.h"

namespace trent::server {

// Reads what is in files, but fetches nothing yet: a provider that is out of reach must not keep
// the server from starting. `clock` must outlive the keys. Errors: Internal, with a detail for the
// operator: a file with keys or with certificate authorities cannot be read, a URL is none.
Result<oidc::ProviderKeys> open_identity_provider_keys(const Config& config, const Clock& clock);

}  // namespace trent::server
