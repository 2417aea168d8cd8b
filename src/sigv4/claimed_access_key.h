// sigv4/claimed_access_key.h: whose signature a request claims to carry, for the record of requests
// that could not prove it.
#pragma once

#include <string>

#include "sigv4/request.h"

namespace trent::sigv4 {

// The access key id in the request's credential, or nothing where there is none that looks like
// one: what a client puts there by mistake may be a secret.
std::string claimed_access_key_id(const SignedRequest& request);

}  // namespace trent::sigv4
