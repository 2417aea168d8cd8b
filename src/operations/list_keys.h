// operations/list_keys.h: ListKeys lists the caller's keys in the Region, in every state, by id.
#pragma once

#include "operations/paging.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct ListKeysRequest {
  std::optional<std::int64_t> limit;
  std::optional<std::string> marker;
  std::optional<std::vector<keys::ResourceOwner>> resource_owners;
};

struct KeyListEntry {
  std::string key_id;
  std::string key_arn;
};

struct ListKeysResponse {
  std::vector<KeyListEntry> keys;
  std::optional<std::string> next_marker;
  bool truncated = false;
};

Result<ListKeysResponse> list_keys(Call& call, const ListKeysRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListKeysRequest> = std::tuple{
    member("Limit", &operations::ListKeysRequest::limit, kLimit),
    member("Marker", &operations::ListKeysRequest::marker, kMarker),
    member("ResourceOwners", &operations::ListKeysRequest::resource_owners, length(1, 2)),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::KeyListEntry> = std::tuple{
    member("KeyId", &operations::KeyListEntry::key_id, kKeyId),
    member("KeyArn", &operations::KeyListEntry::key_arn, length(20, 2048)),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListKeysResponse> = std::tuple{
    member("Keys", &operations::ListKeysResponse::keys),
    member("NextMarker", &operations::ListKeysResponse::next_marker, kMarker),
    member("Truncated", &operations::ListKeysResponse::truncated),
};
