// server/api_description.h: the shape tables of all operations as one JSON text.
#pragma once

#include <string>

namespace trent::server {

// {"operations":{"Encrypt":{"built":true,"input":{...},"output":{...}},...}}
std::string describe_api();

}  // namespace trent::server
