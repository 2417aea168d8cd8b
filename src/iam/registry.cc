#include "iam/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audit/members.h"
#include "iam/access_keys.h"
#include "iam/assume_role.h"
#include "iam/assume_role_with_web_identity.h"
#include "iam/authorization.h"
#include "iam/get_caller_identity.h"
#include "iam/groups.h"
#include "iam/identity_policies.h"
#include "iam/managed_policies.h"
#include "iam/oidc_providers.h"
#include "iam/own_sessions.h"
#include "iam/roles.h"
#include "iam/tags.h"
#include "iam/users.h"
#include "query/codec.h"

namespace trent::iam {
namespace {

std::string arn_with_path(const Call& call, EntityKind kind, std::string_view path,
                          const std::string& name) {
  return identity::arn_of(kind, call.account(), std::string(path) + name, call.partition());
}

// What a request is about, as its permission names it.
template <class Request>
std::string resource_of(const Call& call, const Request& request) {
  if constexpr (requires {
                  request.policy_name;
                  request.path;
                }) {
    return arn_with_path(call, Request::kind, request.path.value_or("/"), request.policy_name);
  } else if constexpr (requires {
                         request.name;
                         Request::kind;
                       }) {
    std::string name;
    if constexpr (wire::OptionalOf<std::remove_cvref_t<decltype(request.name)>>::is)
      name = request.name.value_or(call.caller.user_name);
    else
      name = request.name;
    if (Request::kind == EntityKind::Policy || Request::kind == EntityKind::OidcProvider)
      return name;
    // What is made has the path that the request gives it, what is there its own.
    if constexpr (requires { request.path; })
      return arn_with_path(call, Request::kind, request.path.value_or("/"), name);
    const auto found = find(call, Request::kind, name);
    if (found) return arn_of(call, **found);
    return arn_with_path(call, Request::kind, "/", name);
  } else {
    return "*";
  }
}

template <auto operation>
struct Wrapped;

template <class Request, class Response, Result<Response> (*operation)(const Call&, const Request&)>
struct Wrapped<operation> {
  static constexpr bool kHasResult = !std::is_same_v<Response, wire::NoOutput>;

  static Result<SecretBuffer> run(const Call& call, std::string_view action,
                                  const query::Form& form, Format format) {
    TRY_ASSIGN(const Request request, query::decode<Request>(form));
    audit::show_all(request, call.event.request_parameters);
    if (!action.empty()) TRY(authorize(call, action, resource_of(call, request)));
    TRY_ASSIGN(const Response response, operation(call, request));
    if (!call.event.read_only) audit::show_all(response, call.event.response_elements);
    if constexpr (!kHasResult) {
      return SecretBuffer{};
    } else {
      return format == Format::Json ? wire::encode(response) : query::encode(response);
    }
  }
};

template <auto operation>
constexpr OperationRow row(std::string_view name) {
  return {name, Wrapped<operation>::run, Wrapped<operation>::kHasResult};
}

template <auto operation>
constexpr OperationRow free_row(std::string_view name) {
  return {name, Wrapped<operation>::run, Wrapped<operation>::kHasResult, true};
}

template <auto operation>
constexpr OperationRow unsigned_row(std::string_view name) {
  return {name, Wrapped<operation>::run, Wrapped<operation>::kHasResult, true, true};
}

constexpr EntityKind kUser = EntityKind::User;
constexpr EntityKind kGroup = EntityKind::Group;
constexpr EntityKind kRole = EntityKind::Role;
constexpr EntityKind kPolicy = EntityKind::Policy;
constexpr EntityKind kOidcProvider = EntityKind::OidcProvider;

// clang-format off
constexpr std::array kIamOperations{
  row<add_user_to_group>("AddUserToGroup"),
  row<attach_policy<kGroup>>("AttachGroupPolicy"),
  row<attach_policy<kRole>>("AttachRolePolicy"),
  row<attach_policy<kUser>>("AttachUserPolicy"),
  row<create_access_key>("CreateAccessKey"),
  row<create_group>("CreateGroup"),
  row<create_oidc_provider>("CreateOpenIDConnectProvider"),
  row<create_policy>("CreatePolicy"),
  row<create_policy_version>("CreatePolicyVersion"),
  row<create_role>("CreateRole"),
  row<create_user>("CreateUser"),
  row<delete_access_key>("DeleteAccessKey"),
  row<delete_group>("DeleteGroup"),
  row<delete_inline_policy<kGroup>>("DeleteGroupPolicy"),
  row<delete_oidc_provider>("DeleteOpenIDConnectProvider"),
  row<delete_policy>("DeletePolicy"),
  row<delete_policy_version>("DeletePolicyVersion"),
  row<delete_role>("DeleteRole"),
  row<delete_boundary<kRole>>("DeleteRolePermissionsBoundary"),
  row<delete_inline_policy<kRole>>("DeleteRolePolicy"),
  row<delete_user>("DeleteUser"),
  row<delete_boundary<kUser>>("DeleteUserPermissionsBoundary"),
  row<delete_inline_policy<kUser>>("DeleteUserPolicy"),
  row<detach_policy<kGroup>>("DetachGroupPolicy"),
  row<detach_policy<kRole>>("DetachRolePolicy"),
  row<detach_policy<kUser>>("DetachUserPolicy"),
  row<get_access_key_last_used>("GetAccessKeyLastUsed"),
  row<get_group>("GetGroup"),
  row<get_inline_policy<kGroup>>("GetGroupPolicy"),
  row<get_oidc_provider>("GetOpenIDConnectProvider"),
  row<get_policy>("GetPolicy"),
  row<get_policy_version>("GetPolicyVersion"),
  row<get_role>("GetRole"),
  row<get_inline_policy<kRole>>("GetRolePolicy"),
  row<get_user>("GetUser"),
  row<get_inline_policy<kUser>>("GetUserPolicy"),
  row<list_access_keys>("ListAccessKeys"),
  row<list_attached_policies<kGroup>>("ListAttachedGroupPolicies"),
  row<list_attached_policies<kRole>>("ListAttachedRolePolicies"),
  row<list_attached_policies<kUser>>("ListAttachedUserPolicies"),
  row<list_entities_for_policy>("ListEntitiesForPolicy"),
  row<list_inline_policies<kGroup>>("ListGroupPolicies"),
  row<list_groups>("ListGroups"),
  row<list_groups_for_user>("ListGroupsForUser"),
  row<list_instance_profiles_for_role>("ListInstanceProfilesForRole"),
  row<list_tags<kOidcProvider>>("ListOpenIDConnectProviderTags"),
  row<list_oidc_providers>("ListOpenIDConnectProviders"),
  row<list_policies>("ListPolicies"),
  row<list_tags<kPolicy>>("ListPolicyTags"),
  row<list_policy_versions>("ListPolicyVersions"),
  row<list_inline_policies<kRole>>("ListRolePolicies"),
  row<list_tags<kRole>>("ListRoleTags"),
  row<list_roles>("ListRoles"),
  row<list_inline_policies<kUser>>("ListUserPolicies"),
  row<list_tags<kUser>>("ListUserTags"),
  row<list_users>("ListUsers"),
  row<put_inline_policy<kGroup>>("PutGroupPolicy"),
  row<put_boundary<kRole>>("PutRolePermissionsBoundary"),
  row<put_inline_policy<kRole>>("PutRolePolicy"),
  row<put_boundary<kUser>>("PutUserPermissionsBoundary"),
  row<put_inline_policy<kUser>>("PutUserPolicy"),
  row<remove_user_from_group>("RemoveUserFromGroup"),
  row<set_default_policy_version>("SetDefaultPolicyVersion"),
  row<tag<kOidcProvider>>("TagOpenIDConnectProvider"),
  row<tag<kPolicy>>("TagPolicy"),
  row<tag<kRole>>("TagRole"),
  row<tag<kUser>>("TagUser"),
  row<untag<kOidcProvider>>("UntagOpenIDConnectProvider"),
  row<untag<kPolicy>>("UntagPolicy"),
  row<untag<kRole>>("UntagRole"),
  row<untag<kUser>>("UntagUser"),
  row<update_access_key>("UpdateAccessKey"),
  row<update_assume_role_policy>("UpdateAssumeRolePolicy"),
  row<update_group>("UpdateGroup"),
  row<update_role>("UpdateRole"),
  row<update_role_description>("UpdateRoleDescription"),
  row<update_user>("UpdateUser"),
};
constexpr std::array kStsOperations{
  free_row<assume_role>("AssumeRole"),
  unsigned_row<assume_role_with_web_identity>("AssumeRoleWithWebIdentity"),
  free_row<get_caller_identity>("GetCallerIdentity"),
  free_row<get_federation_token>("GetFederationToken"),
  free_row<get_session_token>("GetSessionToken"),
};
constexpr std::array kApis{
  Api{"2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/", "iam", kIamOperations},
  Api{"2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/", "sts", kStsOperations},
};
// clang-format on

}  // namespace

const Api* find_api(std::string_view version) {
  const auto api = std::ranges::find(kApis, version, &Api::version);
  return api == kApis.end() ? nullptr : &*api;
}

const OperationRow* find_operation(const Api& api, std::string_view name) {
  const auto found = std::ranges::find(api.operations, name, &OperationRow::name);
  return found == api.operations.end() ? nullptr : &*found;
}

// All of STS changes nothing, as CloudTrail sees it.
void name_event(const Api& api, const OperationRow& operation, audit::Event& event) {
  event.name = operation.name;
  event.read_only = api.signing_name == "sts" || operation.name.starts_with("Get") ||
                    operation.name.starts_with("List");
}

Result<SecretBuffer> run(const Api& api, const OperationRow& operation, const Call& call,
                         const query::Form& form, Format format) {
  if (api.signing_name == "iam") TRY(require_usable_with_iam(call.caller));
  const std::string action =
      operation.is_free ? "" : fmt::format("{}:{}", api.signing_name, operation.name);
  return operation.run(call, action, form, format);
}

}  // namespace trent::iam
