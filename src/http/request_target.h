// http/request_target.h: which server and which resource a request names.
//
// Source: RFC 9112, sections 3.2 and 3.2.2; RFC 9110, section 7.2.
#pragma once

#include <string_view>

namespace trent::http {

// Whether `value` can be a Host field: a name or an IPv4 address, or an IPv6 address in brackets,
// perhaps with a port; or nothing. No user, path or list: what another server might read in them is
// a way in.
bool is_host(std::string_view value);

// Path and query of a target that may be in absolute form ("http://host/path"), as sent to proxies.
std::string_view origin_form(std::string_view target);

}  // namespace trent::http
