#include "iam/own_sessions.h"

#include <fmt/format.h>

#include <algorithm>

#include "iam/authorization.h"

namespace trent::iam {
namespace {

using identity::PrincipalType;

constexpr std::int64_t kSecondsDefault = 43200;
// The root's own sessions are not longer than that, whatever is asked for.
constexpr std::int64_t kRootSecondsMax = 3600;

Result<void> require_long_term(const identity::Caller& caller, std::string_view operation) {
  if (!caller.session) return {};
  return fail(ErrorCode::AccessDenied,
              fmt::format("Cannot call {} with session credentials", operation));
}

std::chrono::seconds lifetime(const identity::Caller& caller, std::optional<std::int64_t> seconds) {
  const std::int64_t asked = seconds.value_or(kSecondsDefault);
  const bool is_root = caller.type == PrincipalType::AccountRoot;
  return std::chrono::seconds(is_root ? std::min(asked, kRootSecondsMax) : asked);
}

// Of the caller itself. Name and path of a user follow from the access key when a token is opened.
material::SessionContents own_session(const identity::Caller& caller, PrincipalType principal) {
  material::SessionContents contents;
  contents.account = caller.account;
  contents.principal = principal;
  contents.unique_id = caller.unique_id;
  contents.name = caller.user_name;
  contents.made_by = caller.access_key_id;
  return contents;
}

}  // namespace

Result<GetSessionTokenResponse> get_session_token(const Call& call,
                                                  const GetSessionTokenRequest& request) {
  TRY(require_long_term(call.caller, "GetSessionToken"));
  TRY(refuse_mfa(request.serial_number, request.token_code));
  return GetSessionTokenResponse{issue(call, lifetime(call.caller, request.seconds),
                                       own_session(call.caller, call.caller.type))};
}

Result<GetFederationTokenResponse> get_federation_token(const Call& call,
                                                        const GetFederationTokenRequest& request) {
  TRY(require_long_term(call.caller, "GetFederationToken"));
  TRY_ASSIGN(identity::Tags tags, session_tags(request.tags));
  GetFederationTokenResponse response;
  response.user = {
      .id = fmt::format("{}:{}", call.account().view(), request.name),
      .arn = identity::federated_user_arn(call.account(), request.name, call.partition())};
  TRY(authorize(call, "sts:GetFederationToken", response.user.arn, tags));
  if (!tags.empty()) TRY(authorize(call, "sts:TagSession", response.user.arn, tags));
  material::SessionContents contents = own_session(call.caller, PrincipalType::FederatedUser);
  contents.session.name = request.name;
  contents.session.tags = std::move(tags);
  // Who gets no policy may do nothing by itself.
  contents.session.policies.emplace();
  TRY(limit_session(call, call.account(), {request.policy, request.policy_arns}, contents));
  TRY_ASSIGN(const auto size, packed_size(contents));
  response.packed_size = size.value_or(0);
  response.credentials = issue(call, lifetime(call.caller, request.seconds), std::move(contents));
  return response;
}

}  // namespace trent::iam
