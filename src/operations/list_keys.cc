#include "operations/list_keys.h"

#include <algorithm>

#include "keys/key_state.h"

namespace trent::operations {
namespace {

constexpr PageSizes kPageSizes{.usual = 100, .most = 1000};

// Nobody can share keys with an account here, so the other owners' list is always empty.
bool wants_own_keys(const ListKeysRequest& request) {
  return !request.resource_owners ||
         std::ranges::find(*request.resource_owners, keys::ResourceOwner::SELF) !=
             request.resource_owners->end();
}

std::string_view filter_of(const ListKeysRequest& request) {
  if (!request.resource_owners) return "SELF";
  return wants_own_keys(request) ? (request.resource_owners->size() == 1 ? "SELF" : "ALL")
                                 : "OTHERS";
}

}  // namespace

Result<ListKeysResponse> list_keys(Call& call, const ListKeysRequest& request) {
  TRY(call.admit_account());
  const std::string_view filter = filter_of(request);
  TRY_ASSIGN(const Page page, open_page(call, request.limit, request.marker, kPageSizes, filter));
  ListKeysResponse response;
  if (!wants_own_keys(request)) return response;
  TRY_ASSIGN(auto keys,
             call.services().records.list_keys(call.scope(), page.after, page.limit + 1));
  close_page(call, page, keys, filter, [](const auto& key) { return key->ref.id.str(); }, response);
  for (const auto& key : keys)
    if (!keys::is_gone_at(*key, call.now()))
      response.keys.push_back({key->ref.id.str(), key->arn()});
  return response;
}

}  // namespace trent::operations
