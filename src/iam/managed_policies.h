// iam/managed_policies.h: managed policies and their versions.
#pragma once

#include "iam/model.h"

namespace trent::iam {

struct PolicyDetail {
  std::string policy_name;
  std::string policy_id;
  std::string arn;
  std::string path;
  std::string default_version_id;
  std::int64_t attachment_count = 0;
  std::int64_t boundary_usage_count = 0;
  bool is_attachable = true;
  std::optional<std::string> description;  // lists show neither this nor tags
  Timestamp create_date{};
  Timestamp update_date{};
  std::optional<std::vector<Tag>> tags;
};
struct PolicyVersionDetail {
  std::optional<std::string> document;  // lists don't show it
  std::string version_id;
  bool is_default = false;
  Timestamp create_date{};
};

struct CreatePolicyRequest {
  static constexpr EntityKind kind = EntityKind::Policy;
  std::string policy_name;
  std::optional<std::string> path;
  std::string document;
  std::optional<std::string> description;
  std::vector<Tag> tags;
};
struct CreatePolicyVersionRequest {
  static constexpr EntityKind kind = EntityKind::Policy;
  std::string name;  // the ARN, as in all of these
  std::string document;
  bool set_as_default = false;
};
struct PolicyVersionRequest {
  static constexpr EntityKind kind = EntityKind::Policy;
  std::string name;
  std::string version_id;
};
enum class PolicyScope : std::uint8_t { All, AWS, Local };
enum class PolicyUsage : std::uint8_t { PermissionsPolicy, PermissionsBoundary };
struct ListPoliciesRequest : Paging {
  std::optional<PolicyScope> scope;
  bool only_attached = false;
  std::optional<std::string> path_prefix;
  std::optional<PolicyUsage> usage;
};
enum class EntityFilter : std::uint8_t { User, Role, Group, LocalManagedPolicy, AWSManagedPolicy };
struct ListEntitiesForPolicyRequest : Paging {
  static constexpr EntityKind kind = EntityKind::Policy;
  std::string name;
  std::optional<EntityFilter> filter;
  std::optional<std::string> path_prefix;
  std::optional<PolicyUsage> usage;
};

struct PolicyResponse {
  PolicyDetail policy;
};
struct ListPoliciesResponse : PageEnd {
  std::vector<PolicyDetail> policies;
};
struct PolicyVersionResponse {
  PolicyVersionDetail version;
};
struct ListPolicyVersionsResponse : PageEnd {
  std::vector<PolicyVersionDetail> versions;
};
template <EntityKind kind>
struct PolicyHolder {
  std::string name;
  std::string id;
};
struct ListEntitiesForPolicyResponse : PageEnd {
  std::vector<PolicyHolder<EntityKind::Group>> groups;
  std::vector<PolicyHolder<EntityKind::User>> users;
  std::vector<PolicyHolder<EntityKind::Role>> roles;
};

Result<PolicyResponse> create_policy(const Call& call, const CreatePolicyRequest& request);
Result<PolicyResponse> get_policy(const Call& call, const Named<EntityKind::Policy>& request);
Result<wire::NoOutput> delete_policy(const Call& call, const Named<EntityKind::Policy>& request);
Result<ListPoliciesResponse> list_policies(const Call& call, const ListPoliciesRequest& request);

Result<PolicyVersionResponse> create_policy_version(const Call& call,
                                                    const CreatePolicyVersionRequest& request);
Result<PolicyVersionResponse> get_policy_version(const Call& call,
                                                 const PolicyVersionRequest& request);
Result<wire::NoOutput> delete_policy_version(const Call& call, const PolicyVersionRequest& request);
Result<wire::NoOutput> set_default_policy_version(const Call& call,
                                                  const PolicyVersionRequest& request);
Result<ListPolicyVersionsResponse> list_policy_versions(
    const Call& call, const NamedList<EntityKind::Policy>& request);
Result<ListEntitiesForPolicyResponse> list_entities_for_policy(
    const Call& call, const ListEntitiesForPolicyRequest& request);

}  // namespace trent::iam

template <>
inline constexpr std::array trent::enum_names<trent::iam::PolicyScope>{
    std::string_view("All"), std::string_view("AWS"), std::string_view("Local")};
template <>
inline constexpr std::array trent::enum_names<trent::iam::PolicyUsage>{
    std::string_view("PermissionsPolicy"), std::string_view("PermissionsBoundary")};
template <>
inline constexpr std::array trent::enum_names<trent::iam::EntityFilter>{
    std::string_view("User"), std::string_view("Role"), std::string_view("Group"),
    std::string_view("LocalManagedPolicy"), std::string_view("AWSManagedPolicy")};

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyDetail> = std::tuple{
    wire::member("PolicyName",                    &iam::PolicyDetail::policy_name),
    wire::member("PolicyId",                      &iam::PolicyDetail::policy_id),
    wire::member("Arn",                           &iam::PolicyDetail::arn),
    wire::member("Path",                          &iam::PolicyDetail::path),
    wire::member("DefaultVersionId",              &iam::PolicyDetail::default_version_id),
    wire::member("AttachmentCount",               &iam::PolicyDetail::attachment_count),
    wire::member("PermissionsBoundaryUsageCount", &iam::PolicyDetail::boundary_usage_count),
    wire::member("IsAttachable",                  &iam::PolicyDetail::is_attachable),
    wire::member("Description",                   &iam::PolicyDetail::description),
    wire::member("CreateDate",                    &iam::PolicyDetail::create_date),
    wire::member("UpdateDate",                    &iam::PolicyDetail::update_date),
    wire::member("Tags",                          &iam::PolicyDetail::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyVersionDetail> = std::tuple{
    wire::member("Document",         &iam::PolicyVersionDetail::document),
    wire::member("VersionId",        &iam::PolicyVersionDetail::version_id),
    wire::member("IsDefaultVersion", &iam::PolicyVersionDetail::is_default),
    wire::member("CreateDate",       &iam::PolicyVersionDetail::create_date),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreatePolicyRequest> = std::tuple{
    wire::member("PolicyName",     &iam::CreatePolicyRequest::policy_name, wire::kRequired | iam::kName128),
    wire::member("Path",           &iam::CreatePolicyRequest::path, iam::kPolicyPath),
    wire::member("PolicyDocument", &iam::CreatePolicyRequest::document, wire::kRequired | iam::kDocument),
    wire::member("Description",    &iam::CreatePolicyRequest::description, iam::kPolicyDescription),
    wire::member("Tags",           &iam::CreatePolicyRequest::tags, iam::kTagList),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreatePolicyVersionRequest> = std::tuple{
    wire::member("PolicyArn",      &iam::CreatePolicyVersionRequest::name, wire::kRequired | iam::kArn),
    wire::member("PolicyDocument", &iam::CreatePolicyVersionRequest::document, wire::kRequired | iam::kDocument),
    wire::member("SetAsDefault",   &iam::CreatePolicyVersionRequest::set_as_default),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyVersionRequest> = std::tuple{
    wire::member("PolicyArn", &iam::PolicyVersionRequest::name, wire::kRequired | iam::kArn),
    wire::member("VersionId", &iam::PolicyVersionRequest::version_id, wire::kRequired | iam::kVersionId),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListPoliciesRequest> = std::tuple_cat(std::tuple{
    wire::member("Scope",             &iam::ListPoliciesRequest::scope),
    wire::member("OnlyAttached",      &iam::ListPoliciesRequest::only_attached),
    wire::member("PathPrefix",        &iam::ListPoliciesRequest::path_prefix, iam::kPathPrefix),
    wire::member("PolicyUsageFilter", &iam::ListPoliciesRequest::usage)}, iam::kPagingMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListEntitiesForPolicyRequest> = std::tuple_cat(std::tuple{
    wire::member("PolicyArn",         &iam::ListEntitiesForPolicyRequest::name, wire::kRequired | iam::kArn),
    wire::member("EntityFilter",      &iam::ListEntitiesForPolicyRequest::filter),
    wire::member("PathPrefix",        &iam::ListEntitiesForPolicyRequest::path_prefix, iam::kPathPrefix),
    wire::member("PolicyUsageFilter", &iam::ListEntitiesForPolicyRequest::usage)}, iam::kPagingMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyResponse> = std::tuple{
    wire::member("Policy", &iam::PolicyResponse::policy),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListPoliciesResponse> = std::tuple_cat(std::tuple{
    wire::member("Policies", &iam::ListPoliciesResponse::policies)}, iam::kPageEndMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyVersionResponse> = std::tuple{
    wire::member("PolicyVersion", &iam::PolicyVersionResponse::version),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListPolicyVersionsResponse> = std::tuple_cat(std::tuple{
    wire::member("Versions", &iam::ListPolicyVersionsResponse::versions)}, iam::kPageEndMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyHolder<trent::identity::EntityKind::Group>> = std::tuple{
    wire::member("GroupName", &iam::PolicyHolder<identity::EntityKind::Group>::name),
    wire::member("GroupId",   &iam::PolicyHolder<identity::EntityKind::Group>::id),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyHolder<trent::identity::EntityKind::User>> = std::tuple{
    wire::member("UserName", &iam::PolicyHolder<identity::EntityKind::User>::name),
    wire::member("UserId",   &iam::PolicyHolder<identity::EntityKind::User>::id),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyHolder<trent::identity::EntityKind::Role>> = std::tuple{
    wire::member("RoleName", &iam::PolicyHolder<identity::EntityKind::Role>::name),
    wire::member("RoleId",   &iam::PolicyHolder<identity::EntityKind::Role>::id),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListEntitiesForPolicyResponse> = std::tuple_cat(std::tuple{
    wire::member("PolicyGroups", &iam::ListEntitiesForPolicyResponse::groups),
    wire::member("PolicyUsers",  &iam::ListEntitiesForPolicyResponse::users),
    wire::member("PolicyRoles",  &iam::ListEntitiesForPolicyResponse::roles)}, iam::kPageEndMembers);
// clang-format on
