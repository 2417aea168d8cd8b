// keys/last_usage.h: the newest cryptographic use of a key, which GetKeyLastUsage shows.
//
// It is kept apart from the key's record: uses are so many that they must not disturb those who
// change the key.
#pragma once

#include <string>

#include "base/clock.h"
#include "keys/operation.h"

namespace trent::keys {

struct LastUsage {
  Operation operation{};
  Timestamp at{};
  std::string request_id;  // the x-amzn-RequestId of the answer
  bool operator==(const LastUsage&) const = default;
};

}  // namespace trent::keys
