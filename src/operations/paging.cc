#include "operations/paging.h"

#include <algorithm>

#include "base/byte_io.h"
#include "base/encoding.h"
#include "crypto/sealed_box.h"

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
  const auto box = bytes_from_base64(*marker);
  if (!box) return fail_silently(ErrorCode::InvalidMarker);
  const auto after = crypto::open_box(call.services().deployment_keys.marker_key().reveal(),
                                      marker_context(call, filter), *box);
  if (!after) return fail_silently(ErrorCode::InvalidMarker);
  page.after = as_text(after->reveal());
  return page;
}

std::string marker_after(const Call& call, std::string_view last, std::string_view filter) {
  return base64(crypto::seal_box(call.services().deployment_keys.marker_key().reveal(),
                                 marker_context(call, filter), as_bytes(last)));
}

}  // namespace trent::operations
