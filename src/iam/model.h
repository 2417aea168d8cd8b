// iam/model.h: the constraints of the IAM model, and the shapes that several operations share.
//
// A request of the same form for users, groups and roles is one struct with the kind as parameter;
// kNameMember says what the model calls the entity then.
//
// Source: IAM service model 2010-05-08.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "iam/entities.h"
#include "identity/names.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::iam {

bool is_policy_path_text(std::string_view value);  // ((/[A-Za-z0-9\.,\+@=_-]+)*)/
bool is_id_text(std::string_view value);           // [\w]+
bool is_role_description_text(std::string_view value);

// clang-format off
inline constexpr wire::Pattern kNamePattern{R"([\w+=,.@-]+)", identity::is_name_text};
inline constexpr wire::Rules kName64 = wire::length(1, 64) | wire::matching(kNamePattern);
inline constexpr wire::Rules kName128 = wire::length(1, 128) | wire::matching(kNamePattern);
inline constexpr wire::Rules kPath = wire::length(1, 512) | wire::matching({R"((\u002F)|(\u002F[\u0021-\u007E]+\u002F))", identity::is_path_text});
inline constexpr wire::Rules kPathPrefix = wire::length(1, 512);
inline constexpr wire::Rules kPolicyPath = wire::length(1, 512) | wire::matching({R"(((/[A-Za-z0-9\.,\+@=_-]+)*)/)", is_policy_path_text});
inline constexpr wire::Rules kArn = wire::length(20, 2048);
inline constexpr wire::Rules kDocument = wire::length(1, 131072) | wire::matching({R"([\u0009\u000A\u000D\u0020-\u00FF]+)", wire::is_policy_text});
inline constexpr wire::Rules kMarker = wire::length(1, 320) | wire::matching({R"([\u0020-\u00FF]+)", wire::is_marker_text});
inline constexpr wire::Rules kMaxItems = wire::bounds(1, 1000);
inline constexpr wire::Rules kTagList = wire::length(0, 50);
inline constexpr wire::Rules kTagKeyList = wire::length(0, 50) | wire::element_length(1, 128);
inline constexpr wire::Rules kAccessKeyId = wire::length(16, 128) | wire::matching({R"([\w]+)", is_id_text});
inline constexpr wire::Rules kRoleDescription = wire::length(0, 1000) | wire::matching({R"([\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*)", is_role_description_text});
inline constexpr wire::Rules kPolicyDescription = wire::length(0, 1000);
inline constexpr wire::Rules kSessionSeconds = wire::bounds(3600, 43200);
inline constexpr wire::Rules kVersionId = wire::length(1, 128);

// In the order of EntityKind.
inline constexpr std::array<wire::JsonName, 5> kNameMembers{"UserName", "GroupName", "RoleName", "PolicyArn", "OpenIDConnectProviderArn"};
inline constexpr std::array<wire::Rules, 5> kNameRules{kName128, kName128, kName64, kArn, kArn};
// clang-format on
template <EntityKind kind>
inline constexpr wire::JsonName kNameMember = kNameMembers[static_cast<std::size_t>(kind)];
template <EntityKind kind>
inline constexpr wire::Rules kNameRule = kNameRules[static_cast<std::size_t>(kind)];

struct Tag {
  std::string key;
  std::string value;
};

// What list requests, and their responses, derive from.
struct Paging {
  std::optional<std::string> marker;
  std::optional<std::int64_t> max_items;
};
struct PageEnd {
  bool is_truncated = false;
  std::optional<std::string> marker;
};

inline constexpr std::tuple kPagingMembers{
    wire::member("Marker", &Paging::marker, kMarker),
    wire::member("MaxItems", &Paging::max_items, kMaxItems),
};
inline constexpr std::tuple kPageEndMembers{
    wire::member("IsTruncated", &PageEnd::is_truncated),
    wire::member("Marker", &PageEnd::marker),
};

// What names one entity and nothing else.
template <EntityKind entity_kind>
struct Named {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
};

// ListUsers, ListGroups, ListRoles.
struct ListRequest : Paging {
  std::optional<std::string> path_prefix;
};
// The list of something that one entity has.
template <EntityKind entity_kind>
struct NamedList : Paging {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
};

struct AttachedBoundary {
  std::string type = "PermissionsBoundaryPolicy";
  std::string arn;
};

std::vector<Tag> shown_tags(const identity::Tags& tags);
// Errors: Tag (one key twice), LimitExceeded (more than 50).
Result<void> add_tags(identity::Tags& present, const std::vector<Tag>& added);
Result<identity::Tags> new_tags(const std::vector<Tag>& tags);
std::optional<AttachedBoundary> shown_boundary(const Call& call, const EntityRecord& record);
// As AWS shows a policy document: percent-encoded.
std::string shown_document(std::string_view document);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::Tag> = std::tuple{
    wire::member("Key",   &iam::Tag::key, wire::kRequired | wire::kTagKey),
    wire::member("Value", &iam::Tag::value, wire::kRequired | wire::kTagValue),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::AttachedBoundary> = std::tuple{
    wire::member("PermissionsBoundaryType", &iam::AttachedBoundary::type),
    wire::member("PermissionsBoundaryArn",  &iam::AttachedBoundary::arn),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListRequest> = std::tuple_cat(std::tuple{
    wire::member("PathPrefix", &iam::ListRequest::path_prefix, iam::kPathPrefix)}, iam::kPagingMembers);
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::NamedList<kind>> = std::tuple_cat(std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::NamedList<kind>::name, wire::kRequired | iam::kNameRule<kind>)}, iam::kPagingMembers);
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::Named<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::Named<kind>::name, wire::kRequired | iam::kNameRule<kind>),
};
// clang-format on
