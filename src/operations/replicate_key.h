// operations/replicate_key.h: ReplicateKey makes a related key in another Region.
#pragma once

#include "operations/call.h"
#include "operations/key_metadata.h"
#include "operations/members.h"

namespace trent::operations {

struct ReplicateKeyRequest {
  std::string key_id;
  std::string replica_region;
  std::optional<std::string> policy;
  bool bypass_policy_lockout_safety_check = false;
  std::string description;
  std::vector<keys::Tag> tags;
};

struct ReplicateKeyResponse {
  KeyMetadata replica_key_metadata;
  std::string replica_policy;
  std::optional<std::vector<keys::Tag>> replica_tags;
};

Result<ReplicateKeyResponse> replicate_key(Call& call, const ReplicateKeyRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::ReplicateKeyRequest> = std::tuple{
    member("KeyId",                          &operations::ReplicateKeyRequest::key_id, kRequired | kKeyId),
    member("ReplicaRegion",                  &operations::ReplicateKeyRequest::replica_region, kRequired | kRegion),
    member("Policy",                         &operations::ReplicateKeyRequest::policy, kPolicy),
    member("BypassPolicyLockoutSafetyCheck", &operations::ReplicateKeyRequest::bypass_policy_lockout_safety_check),
    member("Description",                    &operations::ReplicateKeyRequest::description, kDescription),
    member("Tags",                           &operations::ReplicateKeyRequest::tags),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ReplicateKeyResponse> = std::tuple{
    member("ReplicaKeyMetadata", &operations::ReplicateKeyResponse::replica_key_metadata),
    member("ReplicaPolicy",      &operations::ReplicateKeyResponse::replica_policy, kPolicy),
    member("ReplicaTags",        &operations::ReplicateKeyResponse::replica_tags),
};
// clang-format on
