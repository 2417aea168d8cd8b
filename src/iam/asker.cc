#include "iam/asker.h"

#include <fmt/format.h>

#include <algorithm>

#include "iam/entities.h"
#include "identity/names.h"
#include "query/xml_writer.h"

namespace trent::iam {
namespace {

using identity::PrincipalType;

policy::PrincipalKind kind_of(PrincipalType type) {
  switch (type) {
    case PrincipalType::AccountRoot: return policy::PrincipalKind::AccountRoot;
    case PrincipalType::User: return policy::PrincipalKind::User;
    case PrincipalType::AssumedRole: return policy::PrincipalKind::AssumedRole;
    case PrincipalType::FederatedUser: return policy::PrincipalKind::FederatedUser;
  }
  return policy::PrincipalKind::FederatedUser;
}

}  // namespace

Result<Asker> Asker::load(const Call& call) {
  Asker asker(call);
  TRY(asker.load_entity());
  TRY(asker.load_session());
  return asker;
}

Result<policy::NamedPolicy> Asker::compiled(std::string name, const std::string& document) {
  const auto parsed = policy::parse_policy(policy::DocumentKind::IdentityPolicy, document);
  if (!parsed) return fail_internally(fmt::format("the stored policy {} cannot be read", name));
  return policy::NamedPolicy{names_.emplace_back(std::move(name)),
                             &compiled_.emplace_back(*parsed)};
}

Result<std::optional<policy::NamedPolicy>> Asker::managed(const std::string& path_and_name) {
  const auto found = call_->services.store.find_entity(
      {call_->account(), EntityKind::Policy, identity::folded(identity::name_in(path_and_name))});
  if (!found && found.error().code == ErrorCode::NotFound) return std::nullopt;
  if (!found) return std::unexpected(found.error());
  const auto& details = std::get<identity::ManagedPolicy>((*found)->details);
  const auto version = std::ranges::find(details.versions, details.default_version,
                                         &identity::PolicyVersion::number);
  if (version == details.versions.end()) return std::nullopt;
  return compiled(policy_arn_of(*call_, path_and_name), version->document);
}

Result<void> Asker::add_permissions(const identity::Permissions& permissions) {
  for (const auto& [name, document] : permissions.inline_policies) {
    TRY_ASSIGN(identity_.emplace_back(), compiled(name, document));
  }
  for (const std::string& path_and_name : permissions.attached) {
    TRY_ASSIGN(const auto policy, managed(path_and_name));
    if (policy) identity_.push_back(*policy);
  }
  return {};
}

Result<void> Asker::add_groups(const identity::User& user) {
  for (const std::string& name : user.groups) {
    const auto group =
        call_->services.store.find_entity({call_->account(), EntityKind::Group, name});
    if (!group && group.error().code == ErrorCode::NotFound) continue;
    if (!group) return std::unexpected(group.error());
    TRY(add_permissions(std::get<identity::Group>((*group)->details).permissions));
  }
  return {};
}

// A boundary that is gone bounds everything.
Result<void> Asker::add_boundary(const std::string& path_and_name) {
  TRY_ASSIGN(boundary_, managed(path_and_name));
  if (boundary_) return {};
  policy::Document nothing;
  nothing.kind = policy::DocumentKind::IdentityPolicy;
  boundary_ = {names_.emplace_back(path_and_name), &compiled_.emplace_back(nothing)};
  return {};
}

Result<void> Asker::load_entity() {
  const identity::Caller& caller = call_->caller;
  if (!caller.entity) return {};
  const auto found = call_->services.store.find_entity(*caller.entity);
  if (!found && found.error().code == ErrorCode::NotFound) return {};
  if (!found) return std::unexpected(found.error());
  EntityRecord entity = **found;
  // Somebody else of the same name.
  if (entity.id != caller.unique_id) return {};
  tags_ = tags_of(entity);
  const identity::Permissions& permissions = permissions_of(entity);
  TRY(add_permissions(permissions));
  if (const auto* user = std::get_if<identity::User>(&entity.details)) TRY(add_groups(*user));
  if (permissions.boundary) TRY(add_boundary(*permissions.boundary));
  return {};
}

Result<void> Asker::load_session() {
  const identity::Session* session = call_->caller.session.get();
  if (session == nullptr || !session->policies) return {};
  session_.emplace();
  if (session->policies->inline_policy)
    session_->push_back({"the session policy", &*session->policies->inline_policy});
  for (const std::string& path_and_name : session->policies->managed) {
    TRY_ASSIGN(const auto policy, managed(path_and_name));
    if (policy) session_->push_back(*policy);
  }
  return {};
}

policy::Principal Asker::principal() const {
  const identity::Caller& caller = call_->caller;
  return {.kind = kind_of(caller.type),
          .account = caller.account.view(),
          .arn = caller.arn,
          .unique_id =
              caller.unique_id.empty() ? caller.account.view() : std::string_view(caller.unique_id),
          .issuer_arn = caller.issuer_arn};
}

policy::ApplicablePolicies Asker::policies() const {
  policy::ApplicablePolicies policies;
  policies.identity = identity_;
  policies.boundary = boundary_ ? &*boundary_ : nullptr;
  if (session_) policies.session = policy::Policies(*session_);
  return policies;
}

void Asker::describe(RequestContext& context) const {
  const identity::Caller& caller = call_->caller;
  context.add("aws:PrincipalAccount", caller.account.str());
  context.add("aws:PrincipalArn",
              caller.type == PrincipalType::AssumedRole ? caller.issuer_arn : caller.arn);
  context.add("aws:PrincipalType", std::string(name_of(caller.type)));
  context.add("aws:PrincipalIsAWSService", "false");
  context.add("aws:userid", identity::user_id(caller));
  if (!caller.user_name.empty()) context.add("aws:username", caller.user_name);
  identity::Tags tags = tags_;
  if (const identity::Session* session = caller.session.get()) {
    for (const auto& [key, value] : session->tags) {
      std::erase_if(tags, [&](const auto& each) {
        return identity::folded(each.first) == identity::folded(key);
      });
      tags.emplace(key, value);
    }
    context.add("aws:TokenIssueTime", query::iso8601(session->issued));
    context.add("aws:MultiFactorAuthPresent", "false");
    if (!session->source_identity.empty())
      context.add("aws:SourceIdentity", session->source_identity);
    if (session->web_identity) context.add("aws:FederatedProvider", session->web_identity->issuer);
  }
  context.add_tags("aws:PrincipalTag/", tags);
}

}  // namespace trent::iam
