#include "iam/authorization.h"

#include "access/policy_authorizer.h"

namespace trent::iam {
namespace {

class RequestTags final : public access::RequestFacts {
 public:
  explicit RequestTags(const identity::Tags& tags) : tags_(tags) {}
  void list(std::string_view, access::FactList& facts) const override {
    access::list_request_tags(tags_, facts);
  }

 private:
  const identity::Tags& tags_;
};

}  // namespace

Result<void> authorize(const Call& call, std::string_view action, const std::string& resource,
                       const identity::Tags& tags) {
  const RequestTags facts(tags);
  access::Asking asking = asking_of(call);
  asking.facts = &facts;
  return access::authorize_action(call.services.store, asking, policy::action_named(action),
                                  resource);
}

access::Asking asking_of(const Call& call) {
  return {.caller = call.caller,
          .scope = {call.account(), call.region},
          .now = call.now,
          .transport = call.transport};
}

Result<void> require_usable_with_iam(const identity::Caller& caller) {
  if (!caller.session || caller.type == identity::PrincipalType::AssumedRole) return {};
  return fail(ErrorCode::UnrecognizedClient,
              "The security token included in the request is invalid");
}

}  // namespace trent::iam
