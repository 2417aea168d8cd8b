#include "iam/assume_role.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/request_context.h"
#include "iam/authorization.h"
#include "iam/trusted_principals.h"

namespace trent::iam {
namespace {

using identity::PrincipalType;

constexpr std::int64_t kChainedSecondsMax = 3600;

constexpr std::string_view kAssumeRole = "sts:AssumeRole";
constexpr std::string_view kTagSession = "sts:TagSession";
constexpr std::string_view kSetSourceIdentity = "sts:SetSourceIdentity";

// "111122223333" of "arn:aws:iam::111122223333:role/app".
std::string_view account_in(std::string_view arn) {
  for (int colons = 0; colons < 4; ++colons)
    arn.remove_prefix(std::min(arn.size(), arn.find(':', 0) + 1));
  return arn.substr(0, arn.find(':'));
}

std::unexpected<Error> not_authorized(const Call& call, const std::string& role_arn) {
  return fail(ErrorCode::AccessDenied,
              fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                          call.caller.arn, kAssumeRole, role_arn));
}

Result<void> require_may_assume_roles(const Call& call, const std::string& role_arn) {
  if (call.caller.type == PrincipalType::AccountRoot)
    return fail(ErrorCode::AccessDenied, "Roles may not be assumed by root accounts.");
  if (call.caller.type == PrincipalType::FederatedUser) return not_authorized(call, role_arn);
  return {};
}

bool contains_folded(const std::vector<std::string>& keys, const std::string& key) {
  return std::ranges::any_of(keys, [&](const std::string& each) {
    return identity::folded(each) == identity::folded(key);
  });
}

// The tags of the calling session that go on to the next.
identity::Tags inherited_tags(const identity::Caller& caller) {
  identity::Tags tags;
  if (!caller.session) return tags;
  for (const auto& [key, value] : caller.session->tags)
    if (contains_folded(caller.session->transitive_tag_keys, key)) tags.emplace(key, value);
  return tags;
}

Result<void> require_transitive_are_tags(const std::vector<std::string>& keys,
                                         const identity::Tags& tags) {
  for (const std::string& key : keys) {
    const bool is_tag = std::ranges::any_of(tags, [&](const auto& tag) {
      return identity::folded(tag.first) == identity::folded(key);
    });
    if (!is_tag)
      return fail(ErrorCode::InvalidParameterValue,
                  "The specified transitive tag key must be included in the requested tags.");
  }
  return {};
}

// Puts requested and inherited tags into the session.
Result<void> tag_session(const Call& call, const AssumeRoleRequest& request,
                         const identity::Tags& requested, identity::Session& session) {
  TRY(require_transitive_are_tags(request.transitive_tag_keys, requested));
  session.tags = inherited_tags(call.caller);
  for (const auto& [key, value] : session.tags) session.transitive_tag_keys.push_back(key);
  for (const auto& [key, value] : requested) {
    if (contains_folded(session.transitive_tag_keys, key))
      return fail(ErrorCode::InvalidParameterValue,
                  "One of the specified transitive tag keys can't be set because it conflicts with "
                  "a transitive tag key from the calling session.");
    session.tags.emplace(key, value);
  }
  session.transitive_tag_keys.insert(session.transitive_tag_keys.end(),
                                     request.transitive_tag_keys.begin(),
                                     request.transitive_tag_keys.end());
  return {};
}

// Who has one keeps it from role to role. Errors: AccessDenied.
Result<std::string> source_identity(const Call& call, const AssumeRoleRequest& request) {
  const std::string inherited = call.caller.session ? call.caller.session->source_identity : "";
  std::string requested = request.source_identity.value_or(inherited);
  if (inherited.empty() || requested == inherited) return requested;
  return not_authorized(call, request.role_arn);
}

void describe_request(access::FactList& context, const AssumeRoleRequest& request,
                      const identity::Tags& tags, const identity::Session& session) {
  context.add("sts:RoleSessionName", request.session_name);
  if (request.external_id) context.add("sts:ExternalId", *request.external_id);
  if (!session.source_identity.empty()) context.add("sts:SourceIdentity", session.source_identity);
  if (!session.transitive_tag_keys.empty())
    context.add_set("sts:TransitiveTagKeys", session.transitive_tag_keys);
  access::list_request_tags(tags, context);
}

std::vector<std::string_view> permissions_for(const identity::Session& session) {
  std::vector<std::string_view> actions{kAssumeRole};
  if (!session.tags.empty()) actions.push_back(kTagSession);
  if (!session.source_identity.empty()) actions.push_back(kSetSourceIdentity);
  return actions;
}

Result<void> require_trust(const Call& call, const EntityRecord& role,
                           const AssumeRoleRequest& request, const identity::Tags& tags,
                           const identity::Session& session) {
  TRY_ASSIGN(const auto asker, access::CallerPolicies::load(call.services.store, call.caller));
  if (asker.is_gone()) return not_authorized(call, request.role_arn);
  access::FactList context;
  access::list_transport(asking_of(call), context);
  access::list_caller(call.caller, asker, context);
  describe_role(context, role);
  describe_request(context, request, tags, session);
  TRY_ASSIGN(const bool trusted, is_trusted(role, request.role_arn, asker.principal(),
                                            asker.applicable(), permissions_for(session), context));
  return trusted ? Result<void>{} : not_authorized(call, request.role_arn);
}

Result<std::chrono::seconds> lifetime(const Call& call, const EntityRecord& role,
                                      std::optional<std::int64_t> seconds) {
  const bool chained = call.caller.type == PrincipalType::AssumedRole;
  if (chained && seconds.value_or(kRoleSecondsDefault) > kChainedSecondsMax)
    return fail(ErrorCode::Validation,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed "
                "by role chaining");
  return role_lifetime(role, seconds);
}

}  // namespace

Result<EntityPtr> find_role(const Call& call, const std::string& arn) {
  const std::string_view account = account_in(arn);
  std::optional<std::string> path_and_name;
  if (keys::is_account_id(account))
    path_and_name = identity::path_and_name_in(
        arn, EntityKind::Role, keys::AccountId(std::string(account)), call.partition());
  if (!path_and_name) return fail(ErrorCode::Validation, fmt::format("{} is invalid", arn));
  const auto found =
      call.services.store.find_entity({keys::AccountId(std::string(account)), EntityKind::Role,
                                       identity::folded(identity::name_in(*path_and_name))});
  if (!found && found.error().code == ErrorCode::NotFound) return EntityPtr();
  if (!found) return std::unexpected(found.error());
  // ARNs are compared with regard to case.
  if ((*found)->path + (*found)->name != *path_and_name) return EntityPtr();
  return *found;
}

Result<bool> is_trusted(const EntityRecord& role, const std::string& role_arn,
                        const policy::Principal& principal, policy::ApplicablePolicies policies,
                        std::span<const std::string_view> actions, const policy::Context& context) {
  const auto& details = std::get<identity::Role>(role.details);
  const auto document =
      policy::parse_policy(policy::DocumentKind::TrustPolicy, details.trust_policy);
  if (!document) return fail_internally("the trust policy of a role cannot be read");
  const policy::CompiledPolicy compiled(*document, known_principals(details));
  const policy::NamedPolicy trust{"the trust policy", &compiled};
  policies.resource = &trust;
  return std::ranges::all_of(actions, [&](std::string_view action) {
    return policy::decide({.principal = principal,
                           .action = policy::action_named(action),
                           .resource = role_arn,
                           .resource_account = role.ref.account.view(),
                           .context = context},
                          policies)
        .allowed;
  });
}

void describe_role(access::FactList& context, const EntityRecord& role) {
  const identity::Tags& tags = std::get<identity::Role>(role.details).tags;
  context.add_tags("aws:ResourceTag/", tags);
  context.add_tags("iam:ResourceTag/", tags);
  context.add("aws:ResourceAccount", role.ref.account.str());
}

Result<std::chrono::seconds> role_lifetime(const EntityRecord& role,
                                           std::optional<std::int64_t> seconds) {
  const std::int64_t lifetime = seconds.value_or(kRoleSecondsDefault);
  if (lifetime <= std::get<identity::Role>(role.details).max_session_seconds)
    return std::chrono::seconds(lifetime);
  return fail(ErrorCode::Validation,
              "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

material::SessionContents role_session(const EntityRecord& role, identity::Session session) {
  material::SessionContents contents;
  contents.account = role.ref.account;
  contents.principal = PrincipalType::AssumedRole;
  contents.unique_id = role.id;
  contents.name = role.name;
  contents.path = role.path;
  contents.session = std::move(session);
  return contents;
}

AssumedRoleUser assumed_role_user(const Call& call, const EntityRecord& role,
                                  const std::string& session_name) {
  return {.id = fmt::format("{}:{}", role.id, session_name),
          .arn = identity::role_session_arn(role.ref.account, role.name, session_name,
                                            call.partition())};
}

Result<AssumeRoleResponse> assume_role(const Call& call, const AssumeRoleRequest& request) {
  TRY(require_may_assume_roles(call, request.role_arn));
  TRY(refuse_mfa(request.serial_number, request.token_code));
  TRY_ASSIGN(const EntityPtr role, find_role(call, request.role_arn));
  TRY_ASSIGN(const identity::Tags tags, session_tags(request.tags));
  identity::Session session{.name = request.session_name};
  TRY(tag_session(call, request, tags, session));
  TRY_ASSIGN(session.source_identity, source_identity(call, request));
  if (!role) return not_authorized(call, request.role_arn);
  TRY(require_trust(call, *role, request, tags, session));
  TRY_ASSIGN(const std::chrono::seconds seconds, lifetime(call, *role, request.seconds));

  material::SessionContents contents = role_session(*role, std::move(session));
  TRY(limit_session(call, role->ref.account, {request.policy, request.policy_arns}, contents));
  AssumeRoleResponse response;
  TRY_ASSIGN(response.packed_size, packed_size(contents));
  if (!contents.session.source_identity.empty())
    response.source_identity = contents.session.source_identity;
  response.user = assumed_role_user(call, *role, request.session_name);
  response.credentials = issue(call, seconds, std::move(contents));
  return response;
}

}  // namespace trent::iam
