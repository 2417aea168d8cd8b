// server/caller.h: from HTTP to who sends the request.
#pragma once

#include "access/asking.h"
#include "http/message.h"
#include "identity/caller.h"
#include "sigv4/verifier.h"

namespace trent::server {

Result<sigv4::Verified> verify(const sigv4::Verifier& verifier, const http::Request& request,
                               const std::optional<keys::Region>& host_region);

// Views of the request.
access::Transport transport_of(const http::Request& request);
// The access key id that the request claims to be signed with; see sigv4/claimed_access_key.h.
std::string claimed_access_key_id(const http::Request& request);

identity::Caller caller_of(const sigv4::Verified& verified);

}  // namespace trent::server
