// Source: kms-behaviour.md section 10.8; kms-security.md section 3.
#include "operations/key_policies.h"

#include "policy/document.h"

namespace trent::operations {
namespace {

constexpr std::string_view kOnlyPolicyName = "default";
constexpr PageSizes kPageSizes{.usual = 100, .most = 1000};

}  // namespace

Result<GetKeyPolicyResponse> get_key_policy(Call& call, const GetKeyPolicyRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  if (request.policy_name != kOnlyPolicyName)
    return fail(ErrorCode::NotFound, "No such policy exists");
  return GetKeyPolicyResponse{key.record().policy, std::string(kOnlyPolicyName)};
}

Result<wire::NoOutput> put_key_policy(Call& call, const PutKeyPolicyRequest& request) {
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   if (request.policy_name != kOnlyPolicyName)
                     return fail(ErrorCode::UnsupportedOperation,
                                 "Only default policy is supported");
                   TRY(policy::parse_key_policy(request.policy));
                   record.policy = request.policy;
                   if (request.bypass_policy_lockout_safety_check) return {};
                   return call.require_no_lockout(record);
                 }));
  return wire::NoOutput{};
}

Result<ListKeyPoliciesResponse> list_key_policies(Call& call,
                                                  const ListKeyPoliciesRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  TRY_ASSIGN(const Page page,
             open_page(call, request.limit, request.marker, kPageSizes, key.record().arn()));
  ListKeyPoliciesResponse response;
  if (page.after.empty()) response.policy_names.emplace_back(kOnlyPolicyName);
  return response;
}

Result<std::string> chosen_key_policy(const keys::Scope& scope,
                                      const std::optional<std::string>& requested) {
  if (!requested) return policy::default_key_policy(keys::root_arn_of(scope.account, scope.region));
  TRY(policy::parse_key_policy(*requested));
  return *requested;
}

}  // namespace trent::operations
