#include "access/request_context.h"

#include <fmt/format.h>

#include <array>

#include "access/permissions.h"

namespace trent::access {
namespace {

constexpr policy::ConditionKey kResourceAliases("kms:ResourceAliases");

std::string text_of(bool value) { return value ? "true" : "false"; }

void list_session(const identity::Caller& caller, FactList& facts) {
  if (!caller.session) return;
  const identity::Session& session = *caller.session;
  facts.add("aws:TokenIssueTime", iso8601(session.issued));
  facts.add("aws:MultiFactorAuthPresent", text_of(false));
  if (!session.source_identity.empty()) facts.add("aws:SourceIdentity", session.source_identity);
  if (session.web_identity)
    facts.add("aws:FederatedProvider",
              fmt::format("arn:aws:iam::{}:oidc-provider/{}", caller.account.view(),
                          session.web_identity->issuer));
}

void list_key(const keys::KeyRecord& key, FactList& facts) {
  facts.add("aws:ResourceAccount", key.ref.scope.account.str());
  facts.add("kms:KeyOrigin", std::string(name_of(key.origin)));
  for (const char* const name : {"kms:KeySpec", "kms:CustomerMasterKeySpec"})
    facts.add(name, std::string(name_of(key.spec)));
  for (const char* const name : {"kms:KeyUsage", "kms:CustomerMasterKeyUsage"})
    facts.add(name, std::string(name_of(key.usage)));
  facts.add("kms:MultiRegion", text_of(key.multi_region.has_value()));
  if (key.multi_region)
    facts.add("kms:MultiRegionKeyType", key.is_primary() ? "PRIMARY" : "REPLICA");
  facts.add_tags("aws:ResourceTag/", key.tags);
}

void list_grant(const grants::Grant& grant, std::string_view permission, FactList& facts) {
  if (const auto& context = grant.constraints.context) {
    list_encryption_context(context->pairs, facts);
    facts.add("kms:GrantConstraintType", std::string(name_of(context->match)));
  }
  if (permission != kCreateGrant) return;
  if (const auto& source = grant.constraints.source_arn)
    facts.add("kms:GrantConstraintSourceArn", *source);
  std::vector<std::string> operations;
  for (const grants::GrantOperation operation : grant.operations.list())
    operations.emplace_back(name_of(operation));
  facts.add_set("kms:GrantOperations", operations);
  const auto add = [&](const grants::Principal& principal, std::string_view role) {
    const bool is_service = principal.kind == grants::PrincipalKind::Service;
    facts.add(fmt::format("kms:{}{}Principal", role, is_service ? "Service" : ""), principal.name);
  };
  add(grant.grantee, "Grantee");
  if (grant.retiring) add(*grant.retiring, "Retiring");
}

// No service makes calls here.
bool tells_whether_for_service(std::string_view permission) {
  return permission == kCreateGrant || permission == "ListGrants" || permission == "RevokeGrant";
}

}  // namespace

void list_caller(const identity::Caller& caller, const CallerPolicies& policies, FactList& facts) {
  const bool is_role = caller.type == identity::PrincipalType::AssumedRole;
  facts.add("aws:PrincipalArn", is_role ? caller.issuer_arn : caller.arn);
  facts.add("aws:PrincipalAccount", caller.account.str());
  facts.add("aws:PrincipalType", std::string(name_of(caller.type)));
  facts.add("aws:userid", identity::user_id(caller));
  if (!caller.user_name.empty()) facts.add("aws:username", caller.user_name);
  facts.add("aws:PrincipalIsAWSService", text_of(false));
  facts.add("aws:ViaAWSService", text_of(false));
  facts.add_tags("aws:PrincipalTag/", policies.tags());
  list_session(caller, facts);
}

void list_transport(const Asking& asking, FactList& facts) {
  facts.add("aws:CurrentTime", iso8601(asking.now));
  facts.add("aws:EpochTime",
            std::to_string(
                std::chrono::floor<std::chrono::seconds>(asking.now).time_since_epoch().count()));
  facts.add("aws:RequestedRegion", asking.scope.region.str());
  facts.add("aws:SecureTransport", text_of(asking.transport.tls));
  const auto add_if_there = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) facts.add(key, std::string(value));
  };
  add_if_there("aws:SourceIp", asking.transport.source_ip);
  add_if_there("aws:UserAgent", asking.transport.user_agent);
  add_if_there("aws:referer", asking.transport.referer);
}

const policy::ContextEntry* RequestContext::find(const policy::ConditionKey& key) const {
  if (key == kResourceAliases) {
    if (!has_aliases_) list_aliases();
    has_aliases_ = true;
    return aliases_.find(key);
  }
  if (!has_facts_) list_facts();
  has_facts_ = true;
  return facts_.find(key);
}

void RequestContext::list_facts() const {
  list_caller(asking_.caller, caller_, facts_);
  list_transport(asking_, facts_);
  if (key_.key) {
    facts_.add("kms:CallerAccount", asking_.caller.account.str());
    list_key(*key_.key, facts_);
  }
  if (!key_.alias.empty()) facts_.add("kms:RequestAlias", std::string(key_.alias));
  for (const auto& [name, value] : asking_.conditions) facts_.add(name, value);
  if (asking_.grant) list_grant(*asking_.grant, permission_, facts_);
  if (tells_whether_for_service(permission_))
    facts_.add("kms:GrantIsForAWSResource", text_of(false));
  if (asking_.facts) asking_.facts->list(permission_, facts_);
}

void RequestContext::list_aliases() const {
  if (!key_.key) return;
  const keys::KeyRef& ref = key_.key->ref;
  const auto found = store_.list_aliases(ref.scope, ref.id, "", kAliasesMax + 1);
  if (!found || found->size() > kAliasesMax) {
    is_unreliable_ = true;
    return;
  }
  std::vector<std::string> names;
  for (const auto& alias : *found) names.push_back(alias->ref.name.str());
  if (!names.empty()) aliases_.add_set(kResourceAliases.name, names);
}

}  // namespace trent::access
