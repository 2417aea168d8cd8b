// material/markers.h: opaque names for the place where a list stopped.
//
// A marker is authenticated and hides its contents; it opens in the context it was made for only.
// Byte by byte in docs/formats/marker.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "material/deployment_keys.h"

namespace trent::material {

// Base64 text for `place` in the list that `context` describes.
std::string make_marker(const DeploymentKeys& keys, ByteView context, std::string_view place);

// Nothing if `marker` was not made by this deployment for this context.
std::optional<std::string> open_marker(const DeploymentKeys& keys, ByteView context,
                                       std::string_view marker);

}  // namespace trent::material
