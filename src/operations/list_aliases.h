// operations/list_aliases.h: ListAliases lists the names in the caller's account and Region, in
// name order.
#pragma once

#include "operations/paging.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct ListAliasesRequest {
  std::optional<std::string> key_id;
  std::optional<std::int64_t> limit;
  std::optional<std::string> marker;
};

struct AliasListEntry {
  std::string alias_name;
  std::string alias_arn;
  std::optional<std::string> target_key_id;
  std::optional<Timestamp> creation_date;
  std::optional<Timestamp> last_updated_date;
};

struct ListAliasesResponse {
  std::vector<AliasListEntry> aliases;
  std::optional<std::string> next_marker;
  bool truncated = false;
};

Result<ListAliasesResponse> list_aliases(Call& call, const ListAliasesRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::ListAliasesRequest> = std::tuple{
    member("KeyId",  &operations::ListAliasesRequest::key_id, kKeyId),
    member("Limit",  &operations::ListAliasesRequest::limit, kLimit),
    member("Marker", &operations::ListAliasesRequest::marker, kMarker),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::AliasListEntry> = std::tuple{
    member("AliasName",       &operations::AliasListEntry::alias_name, kAliasName),
    member("AliasArn",        &operations::AliasListEntry::alias_arn, length(20, 2048)),
    member("TargetKeyId",     &operations::AliasListEntry::target_key_id, kKeyId),
    member("CreationDate",    &operations::AliasListEntry::creation_date),
    member("LastUpdatedDate", &operations::AliasListEntry::last_updated_date),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListAliasesResponse> = std::tuple{
    member("Aliases",    &operations::ListAliasesResponse::aliases),
    member("NextMarker", &operations::ListAliasesResponse::next_marker, kMarker),
    member("Truncated",  &operations::ListAliasesResponse::truncated),
};
// clang-format on
