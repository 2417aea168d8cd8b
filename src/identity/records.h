// identity/records.h: what is stored of accounts, identities and their credentials. Pure data.
// Secrets appear only sealed.
//
// Names are unique without regard to case within account and kind, so what an entity is found by is
// its folded name (identity/names.h); `name` keeps the case it was given. An ARN is never stored:
// its partition follows from the Region a request is for. What is attached is therefore kept as
// path and name together ("/team/reader"), which neither change for a managed policy.
//
// Source: kms-security.md 2.1, 2.2.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/enum_names.h"
#include "keys/ids.h"

namespace trent::identity {

struct AccountRecord {
  keys::AccountId id;
  Timestamp created{};
  bool operator==(const AccountRecord&) const = default;
};

// --- access keys ---------------------------------------------------------------------------------

enum class AccessKeyStatus : std::uint8_t { Active, Inactive };

// The newest request that was signed with a key.
struct AccessKeyUse {
  Timestamp at{};
  std::string service;  // as in the credential scope: "kms"
  std::string region;
  bool operator==(const AccessKeyUse&) const = default;
};

struct AccessKeyRecord {
  std::string id;  // "AKIA..."
  keys::AccountId account;
  std::uint64_t revision = 0;
  std::string owner;  // the user's unique id; empty: the root of the account
  AccessKeyStatus status = AccessKeyStatus::Active;
  Timestamp created{};
  std::uint32_t domain_key = 0;
  Bytes sealed_secret;  // docs/formats/deployment-secrets.md
  std::optional<AccessKeyUse> last_use;
  bool operator==(const AccessKeyRecord&) const = default;
};

// --- entities ------------------------------------------------------------------------------------

using Tags = std::map<std::string, std::string>;

// What an identity may do, as far as its own policies say.
struct Permissions {
  std::map<std::string, std::string> inline_policies;  // name -> document, as it was put
  std::vector<std::string> attached;                   // managed policies: path and name
  std::optional<std::string> boundary;                 // a managed policy: path and name
  bool operator==(const Permissions&) const = default;
};

struct User {
  Permissions permissions;
  std::vector<std::string> groups;  // folded names
  Tags tags;
  bool operator==(const User&) const = default;
};

struct Group {
  Permissions permissions;
  bool operator==(const Group&) const = default;
};

struct Role {
  Permissions permissions;
  std::string trust_policy;
  std::map<std::string, std::string> trusted_ids;  // ARNs in it -> who they were when it was put
  std::optional<std::string> description;
  std::int64_t max_session_seconds = 3600;
  Tags tags;
  bool operator==(const Role&) const = default;
};

struct PolicyVersion {
  std::int64_t number = 1;  // "v1"
  std::string document;
  Timestamp created{};
  bool operator==(const PolicyVersion&) const = default;
};

struct ManagedPolicy {
  std::optional<std::string> description;
  std::vector<PolicyVersion> versions;  // in the order they were made
  std::int64_t default_version = 1;
  std::int64_t last_version = 1;  // numbers are not given twice
  std::int64_t attachments = 0;   // counted here with each change, so that deletion need not search
  std::int64_t boundary_uses = 0;
  Timestamp updated{};
  Tags tags;
  bool operator==(const ManagedPolicy&) const = default;
};

struct OidcProvider {
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
  Tags tags;
  bool operator==(const OidcProvider&) const = default;
};

// In the order of Details.
enum class EntityKind : std::uint8_t { User, Group, Role, Policy, OidcProvider };
using Details = std::variant<User, Group, Role, ManagedPolicy, OidcProvider>;

struct EntityRef {
  keys::AccountId account;
  EntityKind kind = EntityKind::User;
  std::string name;  // folded; of an OIDC provider the issuer without "https://"
  auto operator<=>(const EntityRef&) const = default;
  bool operator==(const EntityRef&) const = default;
};

struct EntityRecord {
  EntityRef ref;
  std::uint64_t revision = 0;
  std::string id;    // "AIDA...", never given twice; empty for an OIDC provider
  std::string name;  // in the case it was given
  std::string path = "/";
  Timestamp created{};
  Details details;  // of ref.kind
  bool operator==(const EntityRecord&) const = default;
};

}  // namespace trent::identity

// Stored words; the first are AWS's too.
template <>
inline constexpr std::array trent::enum_names<trent::identity::AccessKeyStatus>{
    std::string_view("Active"), std::string_view("Inactive")};
template <>
inline constexpr std::array trent::enum_names<trent::identity::EntityKind>{
    std::string_view("user"), std::string_view("group"), std::string_view("role"),
    std::string_view("policy"), std::string_view("oidc-provider")};
