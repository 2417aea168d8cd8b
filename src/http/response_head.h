// http/response_head.h: the text that precedes a response's body.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/secret_bytes.h"
#include "http/message.h"

namespace trent::http {

// What an answer says about the connection. KeepAlive is only said to HTTP/1.0, which needs it.
enum class ConnectionHeader : std::uint8_t { None, Close, KeepAlive };

// True for the statuses that never have a body (RFC 9110 section 6.4.1).
bool is_bodiless(unsigned status);

// Appends status line, fields and the empty line. `date` as in the Date field.
void append_head(const Response& response, std::string_view date, ConnectionHeader connection,
                 SecretBuffer& out);

}  // namespace trent::http
