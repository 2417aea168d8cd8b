// identity/caller.h: who sends a request, once the signature has been verified.
//
// Source: kms-security.md 2.1.
#pragma once

#include <cstdint>
#include <string>

#include "keys/ids.h"

namespace trent::identity {

enum class PrincipalType : std::uint8_t { AccountRoot, User };

struct Caller {
  keys::AccountId account;
  PrincipalType type = PrincipalType::AccountRoot;
  std::string arn;            // arn:aws:iam::111122223333:root, arn:aws:iam::111122223333:user/bob
  std::string access_key_id;  // the one that signed the request
  std::string unique_id;      // "AIDA..." of a user; empty for the root
  std::string user_name;      // of a user
};

}  // namespace trent::identity
