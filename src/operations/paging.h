// operations/paging.h: Limit, Marker and NextMarker of the list operations.
//
// A marker is opaque and authenticated: it names where a list stopped, and only fits the same list
// of the same caller. Source: kms-behaviour.md 10.6; docs/formats/marker.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operations/call.h"

namespace trent::operations {

// How many items a page has when the request does not say, and at most.
struct PageSizes {
  std::int64_t usual;
  std::int64_t most;
};

struct Page {
  std::string after;  // the last item of the page before; empty for the first page
  std::size_t limit = 0;
};

// `filter` is what else decides the list's content (a key's ARN), so that a marker is not taken to
// another. Errors: InvalidMarker (without message).
Result<Page> open_page(const Call& call, const std::optional<std::int64_t>& limit,
                       const std::optional<std::string>& marker, PageSizes sizes,
                       std::string_view filter);

std::string marker_after(const Call& call, std::string_view last, std::string_view filter);

// For `items` that were asked for with one more than the page's limit: cuts the surplus off and
// says how to go on. `name_of_item` is what the list is ordered by.
template <class Item, class Response>
void close_page(const Call& call, const Page& page, std::vector<Item>& items,
                std::string_view filter, auto&& name_of_item, Response& response) {
  response.truncated = items.size() > page.limit;
  if (!response.truncated) return;
  items.resize(page.limit);
  response.next_marker = marker_after(call, name_of_item(items.back()), filter);
}

}  // namespace trent::operations
