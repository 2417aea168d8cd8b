// Source: kms-security.md sections 7.2 to 7.4, 7.7 and 7.8; kms-behaviour.md 10.9.
#include "operations/create_grant.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/encoding.h"
#include "crypto/random.h"
#include "grants/validation.h"
#include "material/grant_tokens.h"

namespace trent::operations {
namespace {

using grants::ContextConstraint;
using grants::ContextMatch;
using grants::Grant;

constexpr std::size_t kGrantIdBytes = 32;

Result<grants::Constraints> constraints_of(const GrantConstraints& requested) {
  if (requested.encryption_context_equals && requested.encryption_context_subset)
    return fail(ErrorCode::Validation, "More than one constraint supplied");
  grants::Constraints constraints{.source_arn = requested.source_arn};
  if (const auto& pairs = requested.encryption_context_equals)
    constraints.context = ContextConstraint{ContextMatch::EncryptionContextEquals, *pairs};
  if (const auto& pairs = requested.encryption_context_subset)
    constraints.context = ContextConstraint{ContextMatch::EncryptionContextSubset, *pairs};
  return constraints;
}

Result<Grant> requested_grant(const Call& call, const CreateGrantRequest& request) {
  TRY_ASSIGN(auto grantee, principal_of(call, request.grantee_principal,
                                        request.grantee_service_principal, "Grantee"));
  if (!grantee)
    return fail(ErrorCode::Validation,
                "GranteePrincipal or GranteeServicePrincipal must be specified.");
  TRY_ASSIGN(auto retiring, principal_of(call, request.retiring_principal,
                                         request.retiring_service_principal, "Retiring"));
  Grant grant{
      .name = request.name.value_or(""),
      .grantee = *std::move(grantee),
      .retiring = std::move(retiring),
      .issuing_account = call.caller().account,
      .created = call.now(),
  };
  for (const grants::GrantOperation operation : request.operations)
    grant.operations.insert(operation);
  if (request.constraints) {
    TRY_ASSIGN(grant.constraints, constraints_of(*request.constraints));
  }
  TRY(grants::require_valid(grant));
  return grant;
}

// The grant that a request for `grant` would only repeat.
Result<std::optional<Grant>> find_repeated(const Call& call, const Grant& grant) {
  if (grant.name.empty()) return std::optional<Grant>();
  TRY_ASSIGN(auto others, call.services().records.list_grants(
                              grant.key, {.grantee = grant.grantee.name, .name = grant.name}, 0,
                              std::numeric_limits<std::size_t>::max()));
  const auto found =
      std::ranges::find_if(others, [&](const Grant& other) { return is_repeat_of(grant, other); });
  return found == others.end() ? std::nullopt : std::optional(std::move(*found));
}

Result<void> store(Call& call, const Grant& grant) {
  const auto committed = call.commit({storage::PutGrant{grant}});
  if (committed) return {};
  if (committed.error().code == ErrorCode::LimitExceeded)
    return fail(ErrorCode::LimitExceeded,
                fmt::format("A key can have at most {} grants.", grants::kGrantsPerKeyMax));
  return std::unexpected(committed.error());
}

CreateGrantResponse response_for(const Call& call, const Grant& grant) {
  return {.grant_token = material::make_grant_token(call.services().deployment_keys,
                                                    {.key = grant.key, .id = grant.id}),
          .grant_id = grant.id.str()};
}

}  // namespace

Result<CreateGrantResponse> create_grant(Call& call, const CreateGrantRequest& request) {
  TRY_ASSIGN(Grant grant, requested_grant(call, request));
  call.concern(&grant);
  return until_undisturbed([&]() -> Result<CreateGrantResponse> {
    TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
    grant.key = key.record().ref;
    TRY(grants::require_fits(grant, key.record().spec, key.record().usage));
    TRY(identify(call, grant.grantee));
    if (grant.retiring) TRY(identify(call, *grant.retiring));
    TRY(stop_if_dry_run(request.dry_run));
    TRY_ASSIGN(const auto repeated, find_repeated(call, grant));
    if (repeated) return response_for(call, *repeated);
    grant.id = grants::GrantId(hex(crypto::random_bytes(kGrantIdBytes)));
    TRY(store(call, grant));
    return response_for(call, grant);
  });
}

}  // namespace trent::operations
