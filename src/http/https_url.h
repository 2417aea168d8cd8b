// http/https_url.h: the address of something that is had by https.
//
// Source: RFC 3986, section 3; RFC 9110, section 4.2.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trent::http {

struct HttpsUrl {
  std::string host;  // a name or an address; IPv6 without brackets
  std::uint16_t port = 443;
  std::string target;  // path and query: "/", "/a?b"

  // As it stands in the Host field: "idp.example.com", "[::1]:8443".
  std::string authority() const;
};

// Nothing: no "https://HOST[:PORT][/PATH][?QUERY]" of printable ASCII, at most 2048 characters.
// User names and fragments are not taken.
std::optional<HttpsUrl> parse_https_url(std::string_view text);

}  // namespace trent::http
