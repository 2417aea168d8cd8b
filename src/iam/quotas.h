// iam/quotas.h: how much of what there may be, and what IAM says when there is no room.
//
// Source: "IAM and AWS STS quotas" of the IAM User Guide; its defaults.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/error.h"
#include "identity/records.h"

namespace trent::iam {

struct Quota {
  std::string_view name;  // IAM's
  std::size_t max = 0;
};

// How many entities of each kind an account may have, in the order of EntityKind.
using EntityQuotas = std::array<Quota, enum_names<identity::EntityKind>.size()>;
inline constexpr EntityQuotas kEntityQuotas{
    Quota{"UsersPerAccount", 5000},
    Quota{"GroupsPerAccount", 300},
    Quota{"RolesPerAccount", 1000},
    Quota{"PoliciesPerAccount", 1500},
    Quota{"OpenIdConnectProvidersPerAccount", 100},
};

inline constexpr Quota kAccessKeysPerUser{"AccessKeysPerUser", 2};  // and of the root
inline constexpr Quota kGroupsPerUser{"GroupsPerUser", 10};
inline constexpr Quota kClientIdsPerProvider{"ClientIdsPerOpenIdConnectProvider", 100};

// Managed policies that are attached.
inline constexpr Quota kPoliciesPerUser{"PoliciesPerUser", 10};
inline constexpr Quota kPoliciesPerGroup{"PoliciesPerGroup", 10};
inline constexpr Quota kPoliciesPerRole{"PoliciesPerRole", 10};

// In characters but white space: counted_size() of iam/policy_documents.h.
inline constexpr Quota kPolicySize{"PolicySize", 6144};
inline constexpr Quota kTrustPolicySize{"ACLSizePerRole", 2048};

// Those for which IAM has sentences of their own.
inline constexpr std::size_t kInlinePolicySizeMaxOfUser = 2048;  // of all inline policies together
inline constexpr std::size_t kInlinePolicySizeMaxOfGroup = 5120;
inline constexpr std::size_t kInlinePolicySizeMaxOfRole = 10240;
inline constexpr std::size_t kPolicyVersionsMax = 5;
inline constexpr std::size_t kThumbprintsMax = 5;
inline constexpr std::size_t kTagsMax = 50;

// LimitExceeded: "Cannot exceed quota for UsersPerAccount: 5000".
std::unexpected<Error> exceeded(const Quota& quota);

// With what is asked for there would be `count`. Errors: LimitExceeded.
Result<void> require_within(const Quota& quota, std::size_t count);

}  // namespace trent::iam
