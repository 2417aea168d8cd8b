// iam/get_caller_identity.h: STS's answer to "who am I". Needs a signature and no permission.
#pragma once

#include <string>

#include "iam/call.h"
#include "wire/shape.h"

namespace trent::iam {

struct GetCallerIdentityRequest {};
struct GetCallerIdentityResponse {
  std::string arn;
  std::string user_id;
  std::string account;
};

Result<GetCallerIdentityResponse> get_caller_identity(const Call& call,
                                                      const GetCallerIdentityRequest& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetCallerIdentityRequest> = std::tuple{};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetCallerIdentityResponse> = std::tuple{
    wire::member("Arn",     &iam::GetCallerIdentityResponse::arn),
    wire::member("UserId",  &iam::GetCallerIdentityResponse::user_id),
    wire::member("Account", &iam::GetCallerIdentityResponse::account),
};
// clang-format on
