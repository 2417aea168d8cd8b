// operations/tag_resource.h: TagResource and UntagResource change the tags of a key.
#pragma once

#include "operations/call.h"
#include "operations/members.h"

namespace trent::operations {

struct TagResourceRequest {
  std::string key_id;
  std::vector<keys::Tag> tags;
};

Result<wire::NoOutput> tag_resource(Call& call, const TagResourceRequest& request);

struct UntagResourceRequest {
  std::string key_id;
  std::vector<std::string> tag_keys;
};

Result<wire::NoOutput> untag_resource(Call& call, const UntagResourceRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::TagResourceRequest> = std::tuple{
    member("KeyId", &operations::TagResourceRequest::key_id, kRequired | kKeyId),
    member("Tags", &operations::TagResourceRequest::tags, kRequired),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::UntagResourceRequest> = std::tuple{
    member("KeyId", &operations::UntagResourceRequest::key_id, kRequired | kKeyId),
    member("TagKeys", &operations::UntagResourceRequest::tag_keys,
           kRequired | element_length(1, 128)),
};
