// operations/create_key.h: CreateKey makes a KMS key, with material unless the user will import it.
#pragma once

#include "operations/call.h"
#include "operations/key_metadata.h"
#include "operations/members.h"

namespace trent::operations {

struct CreateKeyRequest {
  std::optional<std::string> policy;
  std::string description;
  std::optional<keys::KeyUsage> key_usage;
  std::optional<keys::CustomerMasterKeySpec> customer_master_key_spec;
  std::optional<keys::KeySpec> key_spec;
  keys::Origin origin = keys::Origin::AWS_KMS;
  std::optional<std::string> custom_key_store_id;
  bool bypass_policy_lockout_safety_check = false;
  std::vector<keys::Tag> tags;
  bool multi_region = false;
  std::optional<std::string> xks_key_id;
};

struct CreateKeyResponse {
  KeyMetadata key_metadata;
};

Result<CreateKeyResponse> create_key(Call& call, const CreateKeyRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::CreateKeyRequest> = std::tuple{
    member("Policy",                         &operations::CreateKeyRequest::policy, kPolicy),
    member("Description",                    &operations::CreateKeyRequest::description, kDescription),
    member("KeyUsage",                       &operations::CreateKeyRequest::key_usage),
    member("CustomerMasterKeySpec",          &operations::CreateKeyRequest::customer_master_key_spec),
    member("KeySpec",                        &operations::CreateKeyRequest::key_spec),
    member("Origin",                         &operations::CreateKeyRequest::origin),
    member("CustomKeyStoreId",               &operations::CreateKeyRequest::custom_key_store_id, kCustomKeyStoreId),
    member("BypassPolicyLockoutSafetyCheck", &operations::CreateKeyRequest::bypass_policy_lockout_safety_check),
    member("Tags",                           &operations::CreateKeyRequest::tags),
    member("MultiRegion",                    &operations::CreateKeyRequest::multi_region),
    member("XksKeyId",                       &operations::CreateKeyRequest::xks_key_id, kXksKeyId),
};
// clang-format on

template <>
inline constexpr auto trent::wire::shape<trent::operations::CreateKeyResponse> = std::tuple{
    member("KeyMetadata", &operations::CreateKeyResponse::key_metadata),
};
