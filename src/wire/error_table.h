// wire/error_table.h: what a client sees of each ErrorCode.
//
// Source: kms-behaviour.md sections 1.4 and 1.5: 400 for every client fault, 500 for ours.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::wire {

struct WireError {
  ErrorCode code;
  std::string_view name;  // the exception's shape name, as `__type`
  unsigned http_status;
  std::string_view message_member;  // "message", or "Message" where AWS spells it so
};

const WireError& wire_error(ErrorCode code);

// {"__type":"NotFoundException","message":"..."}; the message of a fault of ours stays inside.
SecretBuffer encode_error(const Error& error);

}  // namespace trent::wire
