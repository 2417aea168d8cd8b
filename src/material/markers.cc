#include "material/markers.h"

#include "base/encoding.h"
#include "crypto/sealed_box.h"

namespace trent::material {

std::string make_marker(const DeploymentKeys& keys, ByteView context, std::string_view place) {
  return base64(crypto::seal_box(keys.marker_key().reveal(), context, as_bytes(place)));
}

std::optional<std::string> open_marker(const DeploymentKeys& keys, ByteView context,
                                       std::string_view marker) {
  const auto box = bytes_from_base64(marker);
  if (!box) return std::nullopt;
  const auto place = crypto::open_box(keys.marker_key().reveal(), context, *box);
  if (!place) return std::nullopt;
  return std::string(as_text(place->reveal()));
}

}  // namespace trent::material
