#include "operations/list_resource_tags.h"

namespace trent::operations {
namespace {

constexpr PageSizes kPageSizes{.usual = 50, .most = 50};

}  // namespace

Result<ListResourceTagsResponse> list_resource_tags(Call& call,
                                                    const ListResourceTagsRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  const std::string filter = key.record().arn();
  TRY_ASSIGN(const Page page, open_page(call, request.limit, request.marker, kPageSizes, filter));
  ListResourceTagsResponse response;
  const auto& tags = key.record().tags;
  for (auto tag = page.after.empty() ? tags.begin() : tags.upper_bound(page.after);
       tag != tags.end() && response.tags.size() <= page.limit; ++tag)
    response.tags.push_back({tag->first, tag->second});
  close_page(
      call, page, response.tags, filter, [](const keys::Tag& tag) { return tag.key; }, response);
  return response;
}

}  // namespace trent::operations
