// fuzz/support/well_formed.h: what every answer must be, whatever the request was.
#pragma once

#include <boost/json/object.hpp>

#include <string_view>

#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::fuzz {

// Stops the process unless `text` is one JSON object in UTF-8.
boost::json::object json_object(std::string_view text);

// Stops the process unless `text` is one XML element in UTF-8, with all it contains closed in order
// and every special character escaped.
void require_xml(std::string_view text);

// Stops the process if the error is a fault of the server: no input may cause one.
void require_not_ours(const Error& error);

}  // namespace trent::fuzz
