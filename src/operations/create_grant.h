// operations/create_grant.h: CreateGrant lets a principal do some things with a key.
#pragma once

#include "operations/grant_members.h"

namespace trent::operations {

struct CreateGrantRequest {
  std::string key_id;
  std::optional<std::string> grantee_principal;
  std::optional<std::string> retiring_principal;
  std::vector<grants::GrantOperation> operations;
  std::optional<GrantConstraints> constraints;
  std::vector<std::string> grant_tokens;
  std::optional<std::string> name;
  bool dry_run = false;
  std::optional<std::string> grantee_service_principal;
  std::optional<std::string> retiring_service_principal;
};

struct CreateGrantResponse {
  std::string grant_token;
  std::string grant_id;
};

Result<CreateGrantResponse> create_grant(Call& call, const CreateGrantRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::CreateGrantRequest> = std::tuple{
    member("KeyId",                    &operations::CreateGrantRequest::key_id, kRequired | kKeyId),
    member("GranteePrincipal",         &operations::CreateGrantRequest::grantee_principal, kPrincipal),
    member("RetiringPrincipal",        &operations::CreateGrantRequest::retiring_principal, kPrincipal),
    member("Operations",               &operations::CreateGrantRequest::operations, kRequired),
    member("Constraints",              &operations::CreateGrantRequest::constraints),
    member("GrantTokens",              &operations::CreateGrantRequest::grant_tokens, kGrantTokens),
    member("Name",                     &operations::CreateGrantRequest::name, kGrantName),
    member("DryRun",                   &operations::CreateGrantRequest::dry_run),
    member("GranteeServicePrincipal",  &operations::CreateGrantRequest::grantee_service_principal, kServicePrincipal),
    member("RetiringServicePrincipal", &operations::CreateGrantRequest::retiring_service_principal, kServicePrincipal),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::CreateGrantResponse> = std::tuple{
    member("GrantToken", &operations::CreateGrantResponse::grant_token, kGrantToken),
    member("GrantId",    &operations::CreateGrantResponse::grant_id, kGrantId),
};
// clang-format on
