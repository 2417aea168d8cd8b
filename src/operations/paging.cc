#include "operations/paging.h"

#include <algorithm>

#include "base/byte_io.h"
#include "material/markers.h"

namespace trent::operations {
namespace {

constexpr std::string_view kMarkerLabel = "trent-marker-v1";

Bytes marker_context(const Call& call, std::string_view filter) {
  ByteWriter writer;
  writer.field(kMarkerLabel).field(call.action().permission);
  writer.field(call.scope().account.view()).field(call.scope().region.view()).field(filter);
  return writer.take();
}

}  // namespace

Result<Page> open_page(const Call& call, const std::optional<std::int64_t>& limit,
                       const std::optional<std::string>& marker, PageSizes sizes,
                       std::string_view filter) {
  Page page;
  page.limit = static_cast<std::size_t>(std::min(limit.value_or(sizes.usual), sizes.most));
  if (!marker) return page;
  auto after =
      material::open_marker(call.services().deployment_keys, marker_context(call, filter), *marker);
  if (!after) return fail_silently(ErrorCode::InvalidMarker);
  page.after = *std::move(after);
  return page;
}

std::string marker_after(const Call& call, std::string_view last, std::string_view filter) {
  return material::make_marker(call.services().deployment_keys, marker_context(call, filter), last);
}

}  // namespace trent::operations
