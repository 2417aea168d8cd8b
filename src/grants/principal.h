// grants/principal.h: who a grant is given to, and who may retire it.
//
// Source: kms-security.md sections 2.1 and 7.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "keys/ids.h"
#include "policy/principal.h"

namespace trent::grants {

enum class PrincipalKind : std::uint8_t { Account, User, Role, Session, FederatedUser, Service };

struct Principal {
  PrincipalKind kind = PrincipalKind::Account;
  std::string name;         // the ARN; of a service "backup.amazonaws.com"
  keys::AccountId account;  // empty for a service
  // Of the user, or of the role (of a session: of its role), when the grant was made: whoever is
  // made under the same name later is somebody else. Empty: not known here, the name has to do.
  std::string unique_id{};

  bool operator==(const Principal&) const = default;
};

// What a request or the database says: an account id, an ARN (of any partition), or the name of a
// service. A bare account id becomes the ARN of its root in `partition`. Nothing when it is none of
// them. Whether the principal exists is not asked.
std::optional<Principal> parse_principal(std::string_view text, std::string_view partition);
Principal service_principal(std::string_view name);

// What the user or role is called that the principal is, or that its session is of: without path.
// Empty for other kinds.
std::string_view entity_name(const Principal& principal);

// For the GranteePrincipal or RetiringPrincipal of a request: no service, and in the partition of
// the key's Region. Errors: InvalidArn.
Result<Principal> require_principal(std::string_view text, const keys::Region& region);
std::unexpected<Error> no_such_principal(std::string_view text);

// Does the principal name who asks? An account names everybody in it: whether it lets them is for
// its policies to say. A role names its sessions.
bool covers(const Principal& principal, const policy::Principal& who);

}  // namespace trent::grants
