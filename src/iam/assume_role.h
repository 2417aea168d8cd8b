// iam/assume_role.h: AssumeRole, and what AssumeRoleWithWebIdentity shares with it.
//
// Source: kms-security.md 2.3 to 2.5; the STS service model 2011-06-15.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/facts.h"
#include "iam/sessions.h"
#include "policy/evaluation.h"

namespace trent::iam {

struct AssumeRoleRequest {
  std::string role_arn;
  std::string session_name;
  std::vector<PolicyDescriptor> policy_arns;
  std::optional<std::string> policy;
  std::optional<std::int64_t> seconds;
  std::vector<Tag> tags;
  std::vector<std::string> transitive_tag_keys;
  std::optional<std::string> external_id;
  std::optional<std::string> serial_number;
  std::optional<std::string> token_code;
  std::optional<std::string> source_identity;
};
struct AssumedRoleUser {
  std::string id;
  std::string arn;
};
struct AssumeRoleResponse {
  Credentials credentials;
  AssumedRoleUser user;
  std::optional<std::int64_t> packed_size;
  std::optional<std::string> source_identity;
};

Result<AssumeRoleResponse> assume_role(const Call& call, const AssumeRoleRequest& request);

// --- shared --------------------------------------------------------------------------------------

inline constexpr std::int64_t kRoleSecondsDefault = 3600;

// Null when the ARN names no role of this deployment. Errors: Validation (not the ARN of a role).
Result<EntityPtr> find_role(const Call& call, const std::string& arn);

// Whether the role's trust policy, with what `policies` say of the caller, allows all `actions`.
// Errors: Internal (the trust policy cannot be read).
Result<bool> is_trusted(const EntityRecord& role, const std::string& role_arn,
                        const policy::Principal& principal, policy::ApplicablePolicies policies,
                        std::span<const std::string_view> actions, const policy::Context& context);

// aws:ResourceTag/KEY and iam:ResourceTag/KEY, of the role.
void describe_role(access::FactList& context, const EntityRecord& role);

// Errors: Validation (longer than the role's sessions may be).
Result<std::chrono::seconds> role_lifetime(const EntityRecord& role,
                                           std::optional<std::int64_t> seconds);

material::SessionContents role_session(const EntityRecord& role, identity::Session session);
AssumedRoleUser assumed_role_user(const Call& call, const EntityRecord& role,
                                  const std::string& session_name);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::AssumeRoleRequest> = std::tuple{
    wire::member("RoleArn",           &iam::AssumeRoleRequest::role_arn, wire::kRequired | iam::kArn),
    wire::member("RoleSessionName",   &iam::AssumeRoleRequest::session_name, wire::kRequired | iam::kSessionName),
    wire::member("PolicyArns",        &iam::AssumeRoleRequest::policy_arns, iam::kPolicyArnList),
    wire::member("Policy",            &iam::AssumeRoleRequest::policy, iam::kSessionPolicy),
    wire::member("DurationSeconds",   &iam::AssumeRoleRequest::seconds, iam::kRoleSeconds),
    wire::member("Tags",              &iam::AssumeRoleRequest::tags, iam::kTagList),
    wire::member("TransitiveTagKeys", &iam::AssumeRoleRequest::transitive_tag_keys, iam::kTagKeyList),
    wire::member("ExternalId",        &iam::AssumeRoleRequest::external_id, iam::kExternalId),
    wire::member("SerialNumber",      &iam::AssumeRoleRequest::serial_number, iam::kSerialNumber),
    wire::member("TokenCode",         &iam::AssumeRoleRequest::token_code, iam::kTokenCode),
    wire::member("SourceIdentity",    &iam::AssumeRoleRequest::source_identity, iam::kSessionName),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::AssumedRoleUser> = std::tuple{
    wire::member("AssumedRoleId", &iam::AssumedRoleUser::id),
    wire::member("Arn",           &iam::AssumedRoleUser::arn),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::AssumeRoleResponse> = std::tuple{
    wire::member("Credentials",      &iam::AssumeRoleResponse::credentials),
    wire::member("AssumedRoleUser",  &iam::AssumeRoleResponse::user),
    wire::member("PackedPolicySize", &iam::AssumeRoleResponse::packed_size),
    wire::member("SourceIdentity",   &iam::AssumeRoleResponse::source_identity),
};
// clang-format on
