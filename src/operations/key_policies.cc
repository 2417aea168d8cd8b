// Source: kms-behaviour.md section 10.8; kms-security.md section 3.
#include "operations/key_policies.h"

#include "policy/document.h"

namespace trent::operations {
namespace {

constexpr std::string_view kOnlyPolicyName = "default";
constexpr PageSizes kPageSizes{.usual = 100, .most = 1000};

Result<KeyPolicy> read_key_policy(const Call& call, const std::string& text) {
  TRY_ASSIGN(const policy::Document document, policy::parse_key_policy(text));
  TRY_ASSIGN(auto principals, access::known_principals_in(call.services().records, document));
  return KeyPolicy{text, std::move(principals)};
}

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
                   TRY_ASSIGN(KeyPolicy policy, read_key_policy(call, request.policy));
                   record.policy = std::move(policy.text);
                   record.policy_principals = std::move(policy.principals);
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

Result<KeyPolicy> chosen_key_policy(const Call& call, const keys::Scope& scope,
                                    const std::optional<std::string>& requested) {
  if (requested) return read_key_policy(call, *requested);
  return KeyPolicy{policy::default_key_policy(keys::root_arn_of(scope.account, scope.region)), {}};
}

}  // namespace trent::operations
