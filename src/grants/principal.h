// grants/principal.h: who a grant is given to, and who may retire it.
//
// Source: kms-security.md sections 2.1 and 7.2.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "keys/ids.h"

namespace trent::grants {

enum class PrincipalKind : std::uint8_t { Account, User, Role, Session, FederatedUser, Service };

struct Principal {
  PrincipalKind kind = PrincipalKind::Account;
  std::string name;         // the ARN; of a service "backup.amazonaws.com"
  keys::AccountId account;  // empty for a service

  bool operator==(const Principal&) const = default;
};

// What a request or the database says: an account id, an ARN (of any partition), or the name of a
// service. A bare account id becomes the ARN of its root in `partition`. Nothing when it is none of
// them. Whether the principal exists is not asked.
std::optional<Principal> parse_principal(std::string_view text, std::string_view partition);
Principal service_principal(std::string_view name);

// For the GranteePrincipal or RetiringPrincipal of a request: no service, and in the partition of
// the key's Region. Errors: InvalidArn.
Result<Principal> require_principal(std::string_view text, const keys::Region& region);

// Somebody who asks, under every ARN that a grant may know them by: a user's own, or a session's
// and that of its role.
struct Requester {
  std::string_view account;
  std::span<const std::string_view> arns;
};

// An account covers everybody in it. (Whether the account lets them is for its policies to say.)
bool covers(const Principal& principal, const Requester& requester);

}  // namespace trent::grants
