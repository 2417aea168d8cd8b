// operations/update_primary_region.h: UpdatePrimaryRegion makes a replica key the primary key.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"

namespace trent::operations {

struct UpdatePrimaryRegionRequest {
  std::string key_id;
  std::string primary_region;
};

Result<wire::NoOutput> update_primary_region(Call& call, const UpdatePrimaryRegionRequest& request);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::UpdatePrimaryRegionRequest> =
    std::tuple{
        member("KeyId", &operations::UpdatePrimaryRegionRequest::key_id, kRequired | kKeyId),
        member("PrimaryRegion", &operations::UpdatePrimaryRegionRequest::primary_region,
               kRequired | kRegion),
    };
