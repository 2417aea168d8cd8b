#include "iam/tags.h"

#include "iam/paging.h"

namespace trent::iam {

template <EntityKind kind>
Result<wire::NoOutput> tag(const Call& call, const TagRequest<kind>& request) {
  TRY(change(call, kind, request.name, [&](EntityRecord& record, storage::Batch&) {
    return add_tags(tags_of(record), request.tags);
  }));
  return wire::NoOutput{};
}

template <EntityKind kind>
Result<wire::NoOutput> untag(const Call& call, const UntagRequest<kind>& request) {
  TRY(change(call, kind, request.name, [&](EntityRecord& record, storage::Batch&) -> Result<void> {
    for (const std::string& key : request.keys)
      std::erase_if(tags_of(record), [&](const auto& each) {
        return identity::folded(each.first) == identity::folded(key);
      });
    return {};
  }));
  return wire::NoOutput{};
}

template <EntityKind kind>
Result<TagsResponse> list_tags(const Call& call, const NamedList<kind>& request) {
  TRY_ASSIGN(const EntityPtr found, find(call, kind, request.name));
  EntityRecord record = *found;
  TRY_ASSIGN(auto page, page_of(call, "tags of " + record.id + record.ref.name, request,
                                shown_tags(tags_of(record)),
                                [](const Tag& each) -> const std::string& { return each.key; }));
  return TagsResponse{{page.end}, std::move(page.items)};
}

// clang-format off
#define TRENT_FOR_TAGGED(kind)                                                         \
  template Result<wire::NoOutput> tag(const Call&, const TagRequest<kind>&);           \
  template Result<wire::NoOutput> untag(const Call&, const UntagRequest<kind>&);       \
  template Result<TagsResponse> list_tags(const Call&, const NamedList<kind>&);
TRENT_FOR_TAGGED(EntityKind::User)
TRENT_FOR_TAGGED(EntityKind::Role)
TRENT_FOR_TAGGED(EntityKind::Policy)
TRENT_FOR_TAGGED(EntityKind::OidcProvider)
#undef TRENT_FOR_TAGGED
// clang-format on

}  // namespace trent::iam
