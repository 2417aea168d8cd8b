// operations/request_quota.h: charges a request for what its name alone does not tell, against the
// request quotas (throttle/groups.h): by the algorithm, or by the spec of the key pair asked for.
//
// The request says enough: a key of another kind than its algorithm's is refused anyway. So nothing
// is looked up for a request that is then throttled, and those that fail count too.
#pragma once

#include "operations/call.h"

namespace trent::operations {

// Does nothing for requests that are charged by their name. Errors: Throttling.
template <class Request>
Result<void> charge_by_request(Call& call, const Request& request) {
  using throttle::group_of;
  if constexpr (requires { request.encryption_algorithm; }) {
    return call.charge(group_of(request.encryption_algorithm));
  } else if constexpr (requires { request.signing_algorithm; }) {
    return call.charge(group_of(request.signing_algorithm));
  } else if constexpr (requires { request.key_pair_spec; }) {
    return call.charge(group_of(request.key_pair_spec));
  } else if constexpr (requires { request.source_encryption_algorithm; }) {
    // One request, but of two kinds where its keys are of two kinds.
    const throttle::Group from = group_of(request.source_encryption_algorithm);
    const throttle::Group to = group_of(request.destination_encryption_algorithm);
    TRY(call.charge(from));
    if (to != from) TRY(call.charge(to));
  }
  return {};
}

}  // namespace trent::operations
