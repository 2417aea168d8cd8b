#include "operations/list_aliases.h"

#include "access/living_alias.h"
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
  TRY_ASSIGN(auto aliases, call.services().records.list_aliases(call.scope(), target, page.after,
                                                                page.limit + 1));
  ListAliasesResponse response;
  close_page(
      call, page, aliases, filter, [](const auto& alias) { return alias->ref.name.str(); },
      response);
  for (const auto& alias : aliases) {
    TRY_ASSIGN(const bool living, access::is_living(call.services().records, *alias, call.now()));
    if (living) response.aliases.push_back(entry_for(*alias));
  }
  return response;
}

}  // namespace trent::operations
