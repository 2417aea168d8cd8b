// identity/caller.h: who sends a request, once the signature has been verified.
//
// MFA is not supported, so nobody's session has it. Source: kms-security.md 2.1.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/enum_names.h"
#include "identity/records.h"
#include "identity/session.h"
#include "keys/ids.h"

namespace trent::identity {

enum class PrincipalType : std::uint8_t { AccountRoot, User, AssumedRole, FederatedUser };

struct Caller {
  keys::AccountId account;
  PrincipalType type = PrincipalType::AccountRoot;
  // arn:aws:iam::111122223333:root, arn:aws:iam::111122223333:user/bob,
  // arn:aws:sts::111122223333:assumed-role/app/s1, arn:aws:sts::111122223333:federated-user/guest
  std::string arn;
  std::string access_key_id;  // the one that signed the request
  // "AIDA..." of the user, or of who federates; "AROA..." of the role, without the name of the
  // session. Empty for the root, and for whom the root federates.
  std::string unique_id;
  std::string user_name;   // of a User
  std::string issuer_arn;  // AssumedRole: the role's, with its path. FederatedUser: who federates
  // Whose stored policies and tags are the caller's: a user or a role. It may be gone, and another
  // may have its name by now: then its id is not unique_id, and nothing of it counts. None for the
  // root, and for whom the root federates.
  std::optional<EntityRef> entity;
  std::shared_ptr<const Session> session;  // null: long-term credentials
};

// What GetCallerIdentity calls UserId, policies aws:userid and audit records principalId:
// "AIDA...", "AROA...:SESSION", "111122223333:NAME", "111122223333".
std::string user_id(const Caller& caller);

}  // namespace trent::identity

// As aws:PrincipalType has them, and session tokens.
template <>
inline constexpr std::array trent::enum_names<trent::identity::PrincipalType>{
    std::string_view("Account"), std::string_view("User"), std::string_view("AssumedRole"),
    std::string_view("FederatedUser")};
