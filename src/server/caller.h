// server/caller.h: from HTTP to who sends the request.
#pragma once

#include "access/asking.h"
#include "audit/event.h"
#include "http/message.h"
#include "sigv4/verifier.h"
#include "usage/access_key_tracker.h"

namespace trent::server {

// Asks `verifier` who signed the request, notes that in `event`, and in `uses` that the access key
// was used. Returns the caller, who lives as long as the event, and the Region of the signature.
// Errors: those of sigv4::Verifier::verify().
struct Authenticated {
  const identity::Caller& caller;
  keys::Region region;
};
Result<Authenticated> authenticate(const sigv4::Verifier& verifier, usage::AccessKeyTracker& uses,
                                   const http::Request& request,
                                   const std::optional<keys::Region>& host_region,
                                   audit::Event& event);

// Views of the request.
access::Transport transport_of(const http::Request& request);
// The access key id that the request claims to be signed with; see sigv4/claimed_access_key.h.
std::string claimed_access_key_id(const http::Request& request);

}  // namespace trent::server
