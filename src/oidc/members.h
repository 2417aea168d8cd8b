// oidc/members.h: reading members of JSON objects that others wrote.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace trent::oidc {

// Nothing: there is none, or it is not of this type.
std::optional<std::string> text_member(const boost::json::object& object, std::string_view name);
// Seconds since the epoch, a fraction cut off (RFC 7519, 2: NumericDate).
std::optional<Timestamp> time_member(const boost::json::object& object, std::string_view name);
// A text, or a list of texts.
std::vector<std::string> texts_member(const boost::json::object& object, std::string_view name);

}  // namespace trent::oidc
