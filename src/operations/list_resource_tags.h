// operations/list_resource_tags.h: ListResourceTags lists the tags of a key, in key order.
#pragma once

#include "operations/members.h"
#include "operations/paging.h"

namespace trent::operations {

struct ListResourceTagsRequest {
  std::string key_id;
  std::optional<std::int64_t> limit;
  std::optional<std::string> marker;
};

struct ListResourceTagsResponse {
  std::vector<keys::Tag> tags;
  std::optional<std::string> next_marker;
  bool truncated = false;
};

Result<ListResourceTagsResponse> list_resource_tags(Call& call,
                                                    const ListResourceTagsRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListResourceTagsRequest> = std::tuple{
    member("KeyId", &operations::ListResourceTagsRequest::key_id, kRequired | kKeyId),
    member("Limit", &operations::ListResourceTagsRequest::limit, kLimit),
    member("Marker", &operations::ListResourceTagsRequest::marker, kMarker),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListResourceTagsResponse> = std::tuple{
    member("Tags", &operations::ListResourceTagsResponse::tags),
    member("NextMarker", &operations::ListResourceTagsResponse::next_marker, kMarker),
    member("Truncated", &operations::ListResourceTagsResponse::truncated),
};
