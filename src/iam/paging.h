// iam/paging.h: Marker, MaxItems and IsTruncated of the list operations.
//
// Lists are short enough to be made whole; a page is cut out of one. A marker names the last item
// of the page before it, hidden and authenticated, and only fits the same list.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/model.h"

namespace trent::iam {

// Where the list goes on; empty: at its start. `list` tells this list from others of the account.
// Errors: InvalidMarker.
Result<std::string> start_of_page(const Call& call, std::string_view list, const Paging& paging);
std::string marker_after(const Call& call, std::string_view list, std::string_view last);

inline constexpr std::int64_t kMaxItemsUsual = 100;

template <class Item>
struct Page {
  std::vector<Item> items;
  PageEnd end;
};

// `items` in order of `name_of_item`, which is what the order and the marker go by.
template <class Item, class NameOf>
Result<Page<Item>> page_of(const Call& call, std::string_view list, const Paging& paging,
                           std::vector<Item> items, NameOf name_of_item) {
  TRY_ASSIGN(const std::string after, start_of_page(call, list, paging));
  const auto limit = static_cast<std::size_t>(paging.max_items.value_or(kMaxItemsUsual));
  const auto first = std::ranges::find_if(items, [&](const Item& item) {
    return after.empty() || std::string_view(name_of_item(item)) > after;
  });
  items.erase(items.begin(), first);
  Page<Item> page;
  page.end.is_truncated = items.size() > limit;
  if (page.end.is_truncated) {
    items.resize(limit);
    page.end.marker = marker_after(call, list, name_of_item(items.back()));
  }
  page.items = std::move(items);
  return page;
}

// The entities of the kind whose path begins so, one page.
Result<Page<EntityPtr>> page_of_entities(const Call& call, EntityKind kind,
                                         const std::optional<std::string>& path_prefix,
                                         const Paging& paging);

}  // namespace trent::iam
