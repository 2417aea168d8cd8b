#include "operations/list_aliases.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "access/living_alias.h"
#include "keys/aws_managed_keys.h"

namespace trent::operations {
namespace {

constexpr PageSizes kPageSizes{.usual = 50, .most = 100};

AliasListEntry entry_for(const keys::AliasRecord& alias) {
  return {
      .alias_name = alias.ref.name.str(),
      .alias_arn = keys::arn_of(alias.ref),
      .target_key_id = alias.target.str(),
      .creation_date = alias.created,
      .last_updated_date = alias.updated,
  };
}

AliasListEntry entry_for(const keys::Scope& scope, const keys::PredefinedAlias& alias) {
  keys::AliasName name{std::string(alias.name)};
  return {.alias_name = name.str(), .alias_arn = keys::arn_of(keys::AliasRef{scope, name})};
}

using Entries = std::vector<AliasListEntry>;

// Adds the predefined aliases that nobody has used yet, which no store knows of. `entries` are the
// next `limit` there are in the store.
Entries with_unused_predefined_aliases(Entries entries, const Call& call, const Page& page,
                                       std::size_t limit) {
  Entries predefined;
  for (const keys::PredefinedAlias& alias : keys::predefined_aliases())
    if (alias.name > page.after) predefined.push_back(entry_for(call.scope(), alias));
  Entries all;
  // Of what is in both, it keeps the store's.
  std::ranges::set_union(std::move_iterator(entries.begin()), std::move_iterator(entries.end()),
                         predefined.begin(), predefined.end(), std::back_inserter(all), {},
                         &AliasListEntry::alias_name, &AliasListEntry::alias_name);
  if (all.size() > limit) all.resize(limit);
  return all;
}

}  // namespace

Result<ListAliasesResponse> list_aliases(Call& call, const ListAliasesRequest& request) {
  TRY(call.admit_account());
  std::optional<keys::KeyId> target;
  if (request.key_id) {
    TRY_ASSIGN(const access::AdmittedKey key, call.admit(*request.key_id));
    target = key.record().ref.id;
  }
  const std::string_view filter = target ? target->view() : std::string_view{};
  TRY_ASSIGN(const Page page, open_page(call, request.limit, request.marker, kPageSizes, filter));
  const std::size_t limit = page.limit + 1;
  TRY_ASSIGN(const auto aliases,
             call.services().records.list_aliases(call.scope(), target, page.after, limit));
  ListAliasesResponse response;
  std::set<std::string> gone;  // with their keys; they still have their places in the page
  for (const auto& alias : aliases) {
    TRY_ASSIGN(const bool living, access::is_living(call.services().records, *alias, call.now()));
    if (!living) gone.insert(alias->ref.name.str());
    response.aliases.push_back(entry_for(*alias));
  }
  if (!target)
    response.aliases =
        with_unused_predefined_aliases(std::move(response.aliases), call, page, limit);
  close_page(
      call, page, response.aliases, filter,
      [](const AliasListEntry& entry) { return entry.alias_name; }, response);
  std::erase_if(response.aliases,
                [&](const AliasListEntry& entry) { return gone.contains(entry.alias_name); });
  return response;
}

}  // namespace trent::operations
