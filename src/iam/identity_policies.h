// iam/identity_policies.h: what users, groups and roles may do: inline policies, attached managed
// policies, permissions boundaries. One function for all three kinds.
#pragma once

#include "iam/model.h"

namespace trent::iam {

template <EntityKind entity_kind>
struct InlinePolicyRequest {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
  std::string policy_name;
};
template <EntityKind entity_kind>
struct PutInlinePolicyRequest {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
  std::string policy_name;
  std::string document;
};
template <EntityKind kind>
struct InlinePolicyResponse {
  std::string name;
  std::string policy_name;
  std::string document;
};
struct PolicyNamesResponse : PageEnd {
  std::vector<std::string> names;
};

template <EntityKind entity_kind>
struct AttachmentRequest {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
  std::string policy_arn;
};
template <EntityKind entity_kind>
struct AttachmentsRequest : Paging {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
  std::optional<std::string> path_prefix;
};
struct AttachedPolicy {
  std::string name;
  std::string arn;
};
struct AttachedPoliciesResponse : PageEnd {
  std::vector<AttachedPolicy> policies;
};

template <EntityKind entity_kind>
struct PutBoundaryRequest {
  static constexpr EntityKind kind = entity_kind;
  std::string name;
  std::string policy_arn;
};

// clang-format off
template <EntityKind kind> Result<wire::NoOutput> put_inline_policy(const Call& call, const PutInlinePolicyRequest<kind>& request);
template <EntityKind kind> Result<InlinePolicyResponse<kind>> get_inline_policy(const Call& call, const InlinePolicyRequest<kind>& request);
template <EntityKind kind> Result<wire::NoOutput> delete_inline_policy(const Call& call, const InlinePolicyRequest<kind>& request);
template <EntityKind kind> Result<PolicyNamesResponse> list_inline_policies(const Call& call, const NamedList<kind>& request);
template <EntityKind kind> Result<wire::NoOutput> attach_policy(const Call& call, const AttachmentRequest<kind>& request);
template <EntityKind kind> Result<wire::NoOutput> detach_policy(const Call& call, const AttachmentRequest<kind>& request);
template <EntityKind kind> Result<AttachedPoliciesResponse> list_attached_policies(const Call& call, const AttachmentsRequest<kind>& request);
template <EntityKind kind> Result<wire::NoOutput> put_boundary(const Call& call, const PutBoundaryRequest<kind>& request);
template <EntityKind kind> Result<wire::NoOutput> delete_boundary(const Call& call, const Named<kind>& request);
// clang-format on

}  // namespace trent::iam

// clang-format off
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::InlinePolicyRequest<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::InlinePolicyRequest<kind>::name, wire::kRequired | iam::kNameRule<kind>),
    wire::member("PolicyName", &iam::InlinePolicyRequest<kind>::policy_name, wire::kRequired | iam::kName128),
};
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::PutInlinePolicyRequest<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::PutInlinePolicyRequest<kind>::name, wire::kRequired | iam::kNameRule<kind>),
    wire::member("PolicyName",     &iam::PutInlinePolicyRequest<kind>::policy_name, wire::kRequired | iam::kName128),
    wire::member("PolicyDocument", &iam::PutInlinePolicyRequest<kind>::document, wire::kRequired | iam::kDocument),
};
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::InlinePolicyResponse<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::InlinePolicyResponse<kind>::name),
    wire::member("PolicyName",     &iam::InlinePolicyResponse<kind>::policy_name),
    wire::member("PolicyDocument", &iam::InlinePolicyResponse<kind>::document),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyNamesResponse> = std::tuple_cat(std::tuple{
    wire::member("PolicyNames", &iam::PolicyNamesResponse::names)}, iam::kPageEndMembers);
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::AttachmentRequest<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::AttachmentRequest<kind>::name, wire::kRequired | iam::kNameRule<kind>),
    wire::member("PolicyArn", &iam::AttachmentRequest<kind>::policy_arn, wire::kRequired | iam::kArn),
};
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::AttachmentsRequest<kind>> = std::tuple_cat(std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::AttachmentsRequest<kind>::name, wire::kRequired | iam::kNameRule<kind>),
    wire::member("PathPrefix", &iam::AttachmentsRequest<kind>::path_prefix, iam::kPathPrefix)}, iam::kPagingMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::AttachedPolicy> = std::tuple{
    wire::member("PolicyName", &iam::AttachedPolicy::name),
    wire::member("PolicyArn",  &iam::AttachedPolicy::arn),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::AttachedPoliciesResponse> = std::tuple_cat(std::tuple{
    wire::member("AttachedPolicies", &iam::AttachedPoliciesResponse::policies)}, iam::kPageEndMembers);
template <trent::identity::EntityKind kind>
inline constexpr auto trent::wire::shape<trent::iam::PutBoundaryRequest<kind>> = std::tuple{
    wire::member(iam::kNameMember<kind>, &iam::PutBoundaryRequest<kind>::name, wire::kRequired | iam::kNameRule<kind>),
    wire::member("PermissionsBoundary", &iam::PutBoundaryRequest<kind>::policy_arn, wire::kRequired | iam::kArn),
};
// clang-format on
