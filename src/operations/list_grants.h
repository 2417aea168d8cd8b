// operations/list_grants.h: ListGrants lists the grants of a key, ListRetirableGrants those that a
// principal may retire, both in order of creation.
#pragma once

#include "operations/grant_members.h"
#include "operations/paging.h"

namespace trent::operations {

struct ListGrantsRequest {
  std::optional<std::int64_t> limit;
  std::optional<std::string> marker;
  std::string key_id;
  std::optional<std::string> grant_id;
  std::optional<std::string> grantee_principal;
  std::optional<std::string> grantee_service_principal;
};

struct ListRetirableGrantsRequest {
  std::optional<std::int64_t> limit;
  std::optional<std::string> marker;
  std::optional<std::string> retiring_principal;
  std::optional<std::string> retiring_service_principal;
};

struct ListGrantsResponse {
  std::vector<GrantListEntry> grants;
  std::optional<std::string> next_marker;
  bool truncated = false;
};

Result<ListGrantsResponse> list_grants(Call& call, const ListGrantsRequest& request);
Result<ListGrantsResponse> list_retirable_grants(Call& call,
                                                 const ListRetirableGrantsRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::ListGrantsRequest> = std::tuple{
    member("Limit",                   &operations::ListGrantsRequest::limit, kLimit),
    member("Marker",                  &operations::ListGrantsRequest::marker, kMarker),
    member("KeyId",                   &operations::ListGrantsRequest::key_id, kRequired | kKeyId),
    member("GrantId",                 &operations::ListGrantsRequest::grant_id, kGrantId),
    member("GranteePrincipal",        &operations::ListGrantsRequest::grantee_principal, kPrincipal),
    member("GranteeServicePrincipal", &operations::ListGrantsRequest::grantee_service_principal, kServicePrincipal),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListRetirableGrantsRequest> = std::tuple{
    member("Limit",                    &operations::ListRetirableGrantsRequest::limit, kLimit),
    member("Marker",                   &operations::ListRetirableGrantsRequest::marker, kMarker),
    member("RetiringPrincipal",        &operations::ListRetirableGrantsRequest::retiring_principal, kPrincipal),
    member("RetiringServicePrincipal", &operations::ListRetirableGrantsRequest::retiring_service_principal, kServicePrincipal),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListGrantsResponse> = std::tuple{
    member("Grants",     &operations::ListGrantsResponse::grants),
    member("NextMarker", &operations::ListGrantsResponse::next_marker, kMarker),
    member("Truncated",  &operations::ListGrantsResponse::truncated),
};
// clang-format on
