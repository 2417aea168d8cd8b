// Source: kms-security.md section 7.5; kms-behaviour.md 10.9.
#include "operations/end_grant.h"

#include <fmt/format.h>

#include "material/grant_tokens.h"

namespace trent::operations {
namespace {

using grants::GrantId;

// The grant that RetireGrant is about, before anybody knows whether it exists.
struct Named {
  std::string key_identifier;
  std::optional<keys::KeyRef> key;  // none: the identifier is of a form that the gate refuses
  GrantId id;
};

Result<Named> named_by_token(const Call& call, const std::string& token) {
  TRY_ASSIGN(material::GrantRef grant,
             material::open_grant_token(call.services().deployment_keys, token));
  return Named{keys::arn_of(grant.key), grant.key, std::move(grant.id)};
}

Result<Named> named_by(const Call& call, const RetireGrantRequest& request) {
  const bool by_id = request.key_id && request.grant_id;
  if (request.grant_token && !request.key_id && !request.grant_id)
    return named_by_token(call, *request.grant_token);
  if (request.grant_token || !by_id)
    return fail(ErrorCode::Validation, "Grant token OR (grant ID, key ID) must be specified");
  TRY_ASSIGN(GrantId id, require_grant_id(*request.grant_id));
  return Named{*request.key_id, call.key_named(*request.key_id), std::move(id)};
}

std::unexpected<Error> unknown_grant(const GrantId& id) {
  return fail(ErrorCode::NotFound, fmt::format("Grant ID {} not found", id.view()));
}

Result<wire::NoOutput> end_grant(Call& call, const keys::KeyRef& key, const GrantId& id,
                                 bool dry_run) {
  TRY_ASSIGN(const auto grant, find_grant(call, key, id));
  if (!grant) return unknown_grant(id);
  TRY(stop_if_dry_run(dry_run));
  auto committed = call.commit({storage::DeleteGrant{key, id}});
  if (committed) return wire::NoOutput{};
  if (lost_a_race(committed.error())) return unknown_grant(id);
  return std::unexpected(std::move(committed).error());
}

}  // namespace

// Who may do it is decided by the grant, so it is looked up before the gate is asked; what the gate
// then says of a grant that does not exist, it says of one that does as well.
Result<wire::NoOutput> retire_grant(Call& call, const RetireGrantRequest& request) {
  TRY_ASSIGN(const Named named, named_by(call, request));
  std::optional<grants::Grant> grant;
  if (named.key) {
    TRY_ASSIGN(grant, find_grant(call, *named.key, named.id));
  }
  call.concern(grant ? &*grant : nullptr);
  call.event().additional.emplace_back("grantId", named.id.str());
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(named.key_identifier));
  return end_grant(call, key.record().ref, named.id, request.dry_run);
}

Result<wire::NoOutput> revoke_grant(Call& call, const RevokeGrantRequest& request) {
  TRY_ASSIGN(const GrantId id, require_grant_id(request.grant_id));
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  return end_grant(call, key.record().ref, id, request.dry_run);
}

}  // namespace trent::operations
