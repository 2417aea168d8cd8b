// sigv4/endpoint.h: the Region that a Host name stands for.
#pragma once

#include <optional>
#include <string_view>

#include "keys/ids.h"

namespace trent::sigv4 {

// The Region that `host` (a Host header: a name in any case, perhaps with a port) selects:
//
//   kms.REGION.amazonaws.com         kms-fips.REGION.amazonaws.com
//   kms.cn-REGION.amazonaws.com.cn   kms-fips.cn-REGION.amazonaws.com.cn
//
// Nothing for any other name. A name of this form that AWS does not have (the Region is malformed,
// or of the other partition) selects the empty Region. No credential scope can name that one, so
// every request to such a name is refused with the text for an invalid Region.
std::optional<keys::Region> region_of_host(std::string_view host);

}  // namespace trent::sigv4
