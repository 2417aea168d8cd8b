#include "iam/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "iam/policy_documents.h"

namespace trent::iam {
namespace {

// So that a token fits into the header of a request (http::Limits) twice over.
constexpr std::size_t kPackedBytesMax = 4096;

// Path and name of a managed policy of `account`. Errors: Validation.
Result<std::string> managed_policy(const Call& call, const keys::AccountId& account,
                                   const std::string& arn) {
  const auto path_and_name =
      identity::path_and_name_in(arn, EntityKind::Policy, account, call.partition());
  if (path_and_name) {
    const auto found = call.services.store.find_entity(
        {account, EntityKind::Policy, identity::folded(identity::name_in(*path_and_name))});
    if (found && (*found)->path + (*found)->name == *path_and_name) return *path_and_name;
    if (!found && found.error().code != ErrorCode::NotFound) return std::unexpected(found.error());
  }
  return fail(ErrorCode::Validation,
              fmt::format("The managed policy {} does not exist or is not attachable.", arn));
}

}  // namespace

bool is_external_id_text(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return identity::is_name_text(std::string_view(&c, 1)) || c == ':' || c == '/';
  });
}

Result<void> limit_session(const Call& call, const keys::AccountId& account, const Limits& limits,
                           material::SessionContents& contents) {
  if (!limits.policy && limits.policy_arns.empty()) return {};
  identity::SessionPolicies& policies = contents.session.policies.emplace();
  if (limits.policy) {
    TRY(require_identity_policy(*limits.policy));
    contents.inline_policy = *limits.policy;
  }
  for (const PolicyDescriptor& each : limits.policy_arns) {
    TRY_ASSIGN(std::string policy, managed_policy(call, account, each.arn.value_or("")));
    policies.managed.push_back(std::move(policy));
  }
  return {};
}

Result<identity::Tags> session_tags(const std::vector<Tag>& tags) {
  std::set<std::string> keys;
  identity::Tags made;
  for (const Tag& tag : tags) {
    if (!keys.insert(identity::folded(tag.key)).second)
      return fail(ErrorCode::InvalidParameterValue,
                  "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    made.emplace(tag.key, tag.value);
  }
  return made;
}

Result<std::optional<std::int64_t>> packed_size(const material::SessionContents& contents) {
  std::size_t size = contents.inline_policy.value_or("").size();
  if (contents.session.policies)
    for (const std::string& policy : contents.session.policies->managed) size += policy.size();
  for (const auto& [key, value] : contents.session.tags) size += key.size() + value.size();
  if (size == 0) return std::nullopt;
  const auto percent =
      static_cast<std::int64_t>((size * 100 + kPackedBytesMax - 1) / kPackedBytesMax);
  if (size <= kPackedBytesMax) return percent;
  return fail(
      ErrorCode::PackedPolicyTooLarge,
      fmt::format("Packed policy consumes {}% of allotted space, please use smaller policy.",
                  percent));
}

Result<void> refuse_mfa(const std::optional<std::string>& serial_number,
                        const std::optional<std::string>& token_code) {
  if (!serial_number && !token_code) return {};
  return fail(ErrorCode::AccessDenied,
              "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
}

Credentials issue(const Call& call, std::chrono::seconds lifetime,
                  material::SessionContents contents) {
  // Times are shown in whole seconds.
  contents.session.issued = std::chrono::floor<std::chrono::seconds>(call.now);
  contents.session.expires = contents.session.issued + lifetime;
  const Timestamp expires = contents.session.expires;
  material::TemporaryCredentials made =
      material::issue_session(call.services.deployment_keys, contents);
  return {std::move(made.access_key_id), std::move(made.secret), std::move(made.token), expires};
}

}  // namespace trent::iam
