// operations/end_grant.h: RetireGrant and RevokeGrant end a grant: the first for those who have it,
// the second for those who gave it.
#pragma once

#include "operations/grant_members.h"

namespace trent::operations {

// Names its grant by the token, or by key and id.
struct RetireGrantRequest {
  std::optional<std::string> grant_token;
  std::optional<std::string> key_id;
  std::optional<std::string> grant_id;
  bool dry_run = false;
};

struct RevokeGrantRequest {
  std::string key_id;
  std::string grant_id;
  bool dry_run = false;
};

Result<wire::NoOutput> retire_grant(Call& call, const RetireGrantRequest& request);
Result<wire::NoOutput> revoke_grant(Call& call, const RevokeGrantRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::RetireGrantRequest> = std::tuple{
    member("GrantToken", &operations::RetireGrantRequest::grant_token, kGrantToken),
    member("KeyId",      &operations::RetireGrantRequest::key_id, kKeyId),
    member("GrantId",    &operations::RetireGrantRequest::grant_id, kGrantId),
    member("DryRun",     &operations::RetireGrantRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::RevokeGrantRequest> = std::tuple{
    member("KeyId",   &operations::RevokeGrantRequest::key_id, kRequired | kKeyId),
    member("GrantId", &operations::RevokeGrantRequest::grant_id, kRequired | kGrantId),
    member("DryRun",  &operations::RevokeGrantRequest::dry_run),
};
// clang-format on
