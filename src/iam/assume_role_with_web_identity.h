// iam/assume_role_with_web_identity.h: a session for whom an identity provider vouches for. The
// request is not signed; the provider's token stands for the signature.
//
// Source: kms-security.md 2.3 to 2.5; the STS service model 2011-06-15.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iam/assume_role.h"

namespace trent::iam {

struct AssumeRoleWithWebIdentityRequest {
  std::string role_arn;
  std::string session_name;
  std::string token;
  std::optional<std::string> provider_id;  // of OAuth 2.0 providers, which there are none of here
  std::vector<PolicyDescriptor> policy_arns;
  std::optional<std::string> policy;
  std::optional<std::int64_t> seconds;
};
struct AssumeRoleWithWebIdentityResponse {
  Credentials credentials;
  std::string subject;
  AssumedRoleUser user;
  std::optional<std::int64_t> packed_size;
  std::string provider;
  std::string audience;
};

Result<AssumeRoleWithWebIdentityResponse> assume_role_with_web_identity(
    const Call& call, const AssumeRoleWithWebIdentityRequest& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::AssumeRoleWithWebIdentityRequest> = std::tuple{
    wire::member("RoleArn",          &iam::AssumeRoleWithWebIdentityRequest::role_arn, wire::kRequired | iam::kArn),
    wire::member("RoleSessionName",  &iam::AssumeRoleWithWebIdentityRequest::session_name, wire::kRequired | iam::kSessionName),
    wire::member("WebIdentityToken", &iam::AssumeRoleWithWebIdentityRequest::token, wire::kRequired | wire::length(4, 20000) | wire::kSensitive),
    wire::member("ProviderId",       &iam::AssumeRoleWithWebIdentityRequest::provider_id, wire::length(4, 2048)),
    wire::member("PolicyArns",       &iam::AssumeRoleWithWebIdentityRequest::policy_arns, iam::kPolicyArnList),
    wire::member("Policy",           &iam::AssumeRoleWithWebIdentityRequest::policy, iam::kSessionPolicy),
    wire::member("DurationSeconds",  &iam::AssumeRoleWithWebIdentityRequest::seconds, iam::kRoleSeconds),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::AssumeRoleWithWebIdentityResponse> = std::tuple{
    wire::member("Credentials",                 &iam::AssumeRoleWithWebIdentityResponse::credentials),
    wire::member("SubjectFromWebIdentityToken", &iam::AssumeRoleWithWebIdentityResponse::subject),
    wire::member("AssumedRoleUser",             &iam::AssumeRoleWithWebIdentityResponse::user),
    wire::member("PackedPolicySize",            &iam::AssumeRoleWithWebIdentityResponse::packed_size),
    wire::member("Provider",                    &iam::AssumeRoleWithWebIdentityResponse::provider),
    wire::member("Audience",                    &iam::AssumeRoleWithWebIdentityResponse::audience),
};
// clang-format on
