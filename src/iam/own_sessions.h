// iam/own_sessions.h: GetSessionToken and GetFederationToken: temporary credentials for a user or
// the root itself, and for whom they vouch for.
//
// Both are bound to the access key that asked: without it they are not valid any more.
//
// Source: kms-security.md 2.3; the STS service model 2011-06-15.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iam/sessions.h"

namespace trent::iam {

struct GetSessionTokenRequest {
  std::optional<std::int64_t> seconds;
  std::optional<std::string> serial_number;
  std::optional<std::string> token_code;
};
struct GetSessionTokenResponse {
  Credentials credentials;
};

struct GetFederationTokenRequest {
  std::string name;
  std::optional<std::string> policy;
  std::vector<PolicyDescriptor> policy_arns;
  std::optional<std::int64_t> seconds;
  std::vector<Tag> tags;
};
struct FederatedUser {
  std::string id;
  std::string arn;
};
struct GetFederationTokenResponse {
  Credentials credentials;
  FederatedUser user;
  std::int64_t packed_size = 0;
};

Result<GetSessionTokenResponse> get_session_token(const Call& call,
                                                  const GetSessionTokenRequest& request);
Result<GetFederationTokenResponse> get_federation_token(const Call& call,
                                                        const GetFederationTokenRequest& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetSessionTokenRequest> = std::tuple{
    wire::member("DurationSeconds", &iam::GetSessionTokenRequest::seconds, iam::kOwnSeconds),
    wire::member("SerialNumber",    &iam::GetSessionTokenRequest::serial_number, iam::kSerialNumber),
    wire::member("TokenCode",       &iam::GetSessionTokenRequest::token_code, iam::kTokenCode),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetSessionTokenResponse> = std::tuple{
    wire::member("Credentials", &iam::GetSessionTokenResponse::credentials),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetFederationTokenRequest> = std::tuple{
    wire::member("Name",            &iam::GetFederationTokenRequest::name, wire::kRequired | iam::kFederatedName),
    wire::member("Policy",          &iam::GetFederationTokenRequest::policy, iam::kSessionPolicy),
    wire::member("PolicyArns",      &iam::GetFederationTokenRequest::policy_arns, iam::kPolicyArnList),
    wire::member("DurationSeconds", &iam::GetFederationTokenRequest::seconds, iam::kOwnSeconds),
    wire::member("Tags",            &iam::GetFederationTokenRequest::tags, iam::kTagList),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::FederatedUser> = std::tuple{
    wire::member("FederatedUserId", &iam::FederatedUser::id),
    wire::member("Arn",             &iam::FederatedUser::arn),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetFederationTokenResponse> = std::tuple{
    wire::member("Credentials",      &iam::GetFederationTokenResponse::credentials),
    wire::member("FederatedUser",    &iam::GetFederationTokenResponse::user),
    wire::member("PackedPolicySize", &iam::GetFederationTokenResponse::packed_size),
};
// clang-format on
