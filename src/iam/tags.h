// iam/tags.h: the tags of users, roles, managed policies and OIDC providers.
#pragma once

#include "iam/model.h"

namespace trent::iam {

template <EntityKind entity_kind>
struct TagRequest {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
  std::vector<Tag> tags;
};
template <EntityKind entity_kind>
struct UntagRequest {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
  std::vector<std::string> keys;
};
struct TagsResponse : PageEnd {
  std::vector<Tag> tags;
};

// clang-format off
template <EntityKind kind> Result<wire::NoOutput> tag(const Call& call, const TagRequest<kind>& request);
template <EntityKind kind> Result<wire::NoOutput> untag(const Call& call, const UntagRequest<kind>& request);
template <EntityKind kind> Result<TagsResponse> list_tags(const Call& call, const NamedList<kind>& request);
// clang-format on

}  // namespace trent::iam

// clang-format off
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::TagRequest<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::TagRequest<kind>::name, wire::kRequired | iam::kNameRule<kind>),
    wire::member("Tags", &iam::TagRequest<kind>::tags, wire::kRequired | iam::kTagList),
};
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::UntagRequest<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::UntagRequest<kind>::name, wire::kRequired | iam::kNameRule<kind>),
    wire::member("TagKeys", &iam::UntagRequest<kind>::keys, wire::kRequired | iam::kTagKeyList),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::TagsResponse> = std::tuple_cat(std::tuple{
    wire::member("Tags", &iam::TagsResponse::tags)}, iam::kPageEndMembers);
// clang-format on
