#include "iam/authorization.h"

#include "iam/asker.h"
#include "policy/refusal.h"

namespace trent::iam {

Result<void> authorize(const Call& call, std::string_view action, const std::string& resource,
                       const identity::Tags& tags) {
  TRY_ASSIGN(const Asker asker, Asker::load(call));
  RequestContext context;
  context.add_circumstances(call);
  asker.describe(context);
  context.add_request_tags(tags);
  const policy::Request request{.principal = asker.principal(),
                                .action = policy::action_named(action),
                                .resource_kind = policy::ResourceKind::Plain,
                                .resource = resource,
                                .resource_account = call.account().view(),
                                .context = context};
  const policy::Decision decision = policy::decide(request, asker.policies());
  if (decision.allowed) return {};
  return fail(ErrorCode::AccessDenied, policy::refusal_text(decision, request));
}

Result<void> require_usable_with_iam(const identity::Caller& caller) {
  if (!caller.session || caller.type == identity::PrincipalType::AssumedRole) return {};
  return fail(ErrorCode::UnrecognizedClient,
              "The security token included in the request is invalid");
}

}  // namespace trent::iam
