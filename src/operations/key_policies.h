// operations/key_policies.h: GetKeyPolicy, PutKeyPolicy and ListKeyPolicies, for the one policy of
// a key.
#pragma once

#include "access/known_principals.h"
#include "operations/paging.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct GetKeyPolicyRequest {
  std::string key_id;
  std::string policy_name = "default";
};

struct GetKeyPolicyResponse {
  std::string policy;
  std::string policy_name;
};

Result<GetKeyPolicyResponse> get_key_policy(Call& call, const GetKeyPolicyRequest& request);

struct PutKeyPolicyRequest {
  std::string key_id;
  std::string policy_name = "default";
  std::string policy;
  bool bypass_policy_lockout_safety_check = false;
};

Result<wire::NoOutput> put_key_policy(Call& call, const PutKeyPolicyRequest& request);

struct ListKeyPoliciesRequest {
  std::string key_id;
  std::optional<std::int64_t> limit;
  std::optional<std::string> marker;
};

struct ListKeyPoliciesResponse {
  std::vector<std::string> policy_names;
  std::optional<std::string> next_marker;
  bool truncated = false;
};

Result<ListKeyPoliciesResponse> list_key_policies(Call& call,
                                                  const ListKeyPoliciesRequest& request);

// A key policy as it is stored: with who the users and roles are that it names.
struct KeyPolicy {
  std::string text;
  access::KnownPrincipals principals;
};

// The policy of a new key in `scope`: the one requested, if it is good, or AWS's default.
// Errors: LimitExceeded, MalformedPolicyDocument, InvalidArn, Internal.
Result<KeyPolicy> chosen_key_policy(const Call& call, const keys::Scope& scope,
                                    const std::optional<std::string>& requested);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GetKeyPolicyRequest> = std::tuple{
    member("KeyId",      &operations::GetKeyPolicyRequest::key_id, kRequired | kKeyId),
    member("PolicyName", &operations::GetKeyPolicyRequest::policy_name, kPolicyName),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GetKeyPolicyResponse> = std::tuple{
    member("Policy",     &operations::GetKeyPolicyResponse::policy, kPolicy),
    member("PolicyName", &operations::GetKeyPolicyResponse::policy_name, kPolicyName),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::PutKeyPolicyRequest> = std::tuple{
    member("KeyId",                          &operations::PutKeyPolicyRequest::key_id, kRequired | kKeyId),
    member("PolicyName",                     &operations::PutKeyPolicyRequest::policy_name, kPolicyName),
    member("Policy",                         &operations::PutKeyPolicyRequest::policy, kRequired | kPolicy),
    member("BypassPolicyLockoutSafetyCheck", &operations::PutKeyPolicyRequest::bypass_policy_lockout_safety_check),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListKeyPoliciesRequest> = std::tuple{
    member("KeyId",  &operations::ListKeyPoliciesRequest::key_id, kRequired | kKeyId),
    member("Limit",  &operations::ListKeyPoliciesRequest::limit, kLimit),
    member("Marker", &operations::ListKeyPoliciesRequest::marker, kMarker),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListKeyPoliciesResponse> = std::tuple{
    member("PolicyNames", &operations::ListKeyPoliciesResponse::policy_names),
    member("NextMarker",  &operations::ListKeyPoliciesResponse::next_marker, kMarker),
    member("Truncated",   &operations::ListKeyPoliciesResponse::truncated),
};
// clang-format on
