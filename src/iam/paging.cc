#include "iam/paging.h"

#include "base/byte_io.h"
#include "material/markers.h"

namespace trent::iam {
namespace {

Bytes context_of(const Call& call, std::string_view list) {
  ByteWriter writer;
  writer.field("iam").field(call.account().view()).field(list);
  return writer.take();
}

}  // namespace

Result<std::string> start_of_page(const Call& call, std::string_view list, const Paging& paging) {
  if (!paging.marker) return std::string();
  auto place =
      material::open_marker(call.services.deployment_keys, context_of(call, list), *paging.marker);
  if (!place) return fail(ErrorCode::InvalidMarker, "Invalid Marker.");
  return *std::move(place);
}

std::string marker_after(const Call& call, std::string_view list, std::string_view last) {
  return material::make_marker(call.services.deployment_keys, context_of(call, list), last);
}

Result<Page<EntityPtr>> page_of_entities(const Call& call, EntityKind kind,
                                         const std::optional<std::string>& path_prefix,
                                         const Paging& paging) {
  TRY_ASSIGN(auto entities, all(call, kind));
  if (path_prefix)
    std::erase_if(entities,
                  [&](const EntityPtr& each) { return !each->path.starts_with(*path_prefix); });
  return page_of(call, name_of(kind), paging, std::move(entities),
                 [](const EntityPtr& each) -> const std::string& { return each->ref.name; });
}

}  // namespace trent::iam
