// identity/caller.h: who sends a request, once the signature has been verified.
#pragma once

#include <cstdint>
#include <string>

#include "keys/ids.h"

namespace trent::identity {

enum class PrincipalType : std::uint8_t { AccountRoot };

struct Caller {
  keys::AccountId account;
  PrincipalType type = PrincipalType::AccountRoot;
  std::string arn;            // arn:aws:iam::111122223333:root
  std::string access_key_id;  // the one that signed the request
};

}  // namespace trent::identity
