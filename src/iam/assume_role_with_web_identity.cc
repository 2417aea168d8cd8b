#include "iam/assume_role_with_web_identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "access/request_context.h"
#include "base/log.h"
#include "iam/authorization.h"
#include "oidc/identity_token.h"
#include "oidc/issuer.h"

namespace trent::iam {
namespace {

constexpr std::string_view kAction = "sts:AssumeRoleWithWebIdentity";
// By how much a provider's clock may be ahead of ours.
constexpr Duration kClockSkewMax = std::chrono::minutes(5);

std::unexpected<Error> not_authorized() {
  return fail(ErrorCode::AccessDenied, fmt::format("Not authorized to perform {}", kAction));
}

std::unexpected<Error> invalid(std::string message) {
  return fail(ErrorCode::InvalidIdentityToken, std::move(message));
}

std::int64_t seconds_of(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Result<void> require_current(const oidc::IdentityToken& token, Timestamp now) {
  if (token.expires <= now)
    return fail(ErrorCode::ExpiredIdentityToken,
                fmt::format("Token expired: current date/time {} must be before the expiration "
                            "date/time {}",
                            seconds_of(now), seconds_of(token.expires)));
  if (token.issued > now + kClockSkewMax || token.not_before.value_or(now) > now + kClockSkewMax)
    return invalid("The ID Token provided is not valid yet.");
  return {};
}

// The provider, in the account of the role, that the token's issuer is. Errors:
// InvalidIdentityToken.
Result<EntityPtr> find_provider(const Call& call, const keys::AccountId& account,
                                const std::string& issuer) {
  const auto found = call.services.store.find_entity(
      {account, EntityKind::OidcProvider, identity::folded(oidc::without_scheme(issuer))});
  if (!found && found.error().code != ErrorCode::NotFound) return std::unexpected(found.error());
  if (found && issuer.starts_with(oidc::kHttps) && (*found)->name == oidc::without_scheme(issuer))
    return *found;
  return invalid(fmt::format("No OpenIDConnect provider found in your account for {}", issuer));
}

// What the operator has to mend is for the log; the client learns what AWS says then.
Result<void> require_signature(const Call& call, const oidc::IdentityToken& token,
                               const EntityRecord& provider) {
  const auto keys = call.services.identity_provider_keys.keys_for(provider.name, token.key_id);
  if (!keys)
    log::warning("no keys of an identity provider",
                 {{"issuer", provider.name}, {"detail", keys.error().detail}});
  if (keys && oidc::is_signed_by(token, **keys)) return {};
  return invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference "
      "AssumeRoleWithWebIdentity documentation for requirements");
}

// The first audience of the token that the provider is registered for.
Result<std::string> audience_of(const oidc::IdentityToken& token, const EntityRecord& provider) {
  const auto& clients = std::get<identity::OidcProvider>(provider.details).client_ids;
  const auto known = std::ranges::find_if(token.audiences, [&](const std::string& audience) {
    return std::ranges::find(clients, audience) != clients.end();
  });
  if (known == token.audiences.end()) return invalid("Incorrect token audience");
  return *known;
}

Result<void> require_trust(const Call& call, const EntityRecord& role, const EntityRecord& provider,
                           const AssumeRoleWithWebIdentityRequest& request,
                           const identity::WebIdentity& who) {
  access::FactList context;
  access::list_transport(asking_of(call), context);
  describe_role(context, role);
  context.add("sts:RoleSessionName", request.session_name);
  context.add("aws:FederatedProvider", arn_of(call, provider));
  context.add(who.issuer + ":sub", who.subject);
  context.add(who.issuer + ":aud", who.audience);
  const std::string provider_arn = arn_of(call, provider);
  const policy::Principal principal{.kind = policy::PrincipalKind::WebIdentity,
                                    .arn = provider_arn};
  TRY_ASSIGN(const bool trusted,
             is_trusted(role, request.role_arn, principal, {}, std::array{kAction}, context));
  return trusted ? Result<void>{} : not_authorized();
}

}  // namespace

Result<AssumeRoleWithWebIdentityResponse> assume_role_with_web_identity(
    const Call& call, const AssumeRoleWithWebIdentityRequest& request) {
  TRY_ASSIGN(const EntityPtr role, find_role(call, request.role_arn));
  if (request.provider_id)
    return fail(ErrorCode::Validation, "ProviderId is for OAuth 2.0 access tokens only.");
  const auto token = oidc::read_identity_token(request.token);
  if (!token)
    return invalid(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access "
        "Token)");
  if (!role) return not_authorized();
  TRY_ASSIGN(const EntityPtr provider, find_provider(call, role->ref.account, token->issuer));
  TRY(require_signature(call, *token, *provider));
  TRY(require_current(*token, call.now));
  TRY_ASSIGN(const std::string audience, audience_of(*token, *provider));

  const identity::WebIdentity who{provider->name, token->subject, audience};
  TRY(require_trust(call, *role, *provider, request, who));
  TRY_ASSIGN(const std::chrono::seconds seconds, role_lifetime(*role, request.seconds));
  material::SessionContents contents =
      role_session(*role, {.name = request.session_name, .web_identity = who});
  TRY(limit_session(call, role->ref.account, {request.policy, request.policy_arns}, contents));
  AssumeRoleWithWebIdentityResponse response{
      .subject = token->subject, .provider = arn_of(call, *provider), .audience = audience};
  TRY_ASSIGN(response.packed_size, packed_size(contents));
  response.user = assumed_role_user(call, *role, request.session_name);
  response.credentials = issue(call, seconds, std::move(contents));
  return response;
}

}  // namespace trent::iam
