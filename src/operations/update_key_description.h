// operations/update_key_description.h: UpdateKeyDescription replaces a key's description.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct UpdateKeyDescriptionRequest {
  std::string key_id;
  std::string description;
};

Result<wire::NoOutput> update_key_description(Call& call,
                                              const UpdateKeyDescriptionRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::UpdateKeyDescriptionRequest> =
    std::tuple{
        member("KeyId", &operations::UpdateKeyDescriptionRequest::key_id, kRequired | kKeyId),
        member("Description", &operations::UpdateKeyDescriptionRequest::description,
               kRequired | kDescription),
    };
