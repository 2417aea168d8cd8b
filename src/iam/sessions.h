// iam/sessions.h: what all operations that hand out temporary credentials share.
//
// Source: kms-security.md 2.3, 2.4; the STS service model 2011-06-15.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iam/model.h"
#include "material/session_tokens.h"

namespace trent::iam {

bool is_external_id_text(std::string_view value);  // [\w+=,.@:\/-]*

// clang-format off
inline constexpr wire::Pattern kSessionNamePattern{R"([\w+=,.@-]*)", identity::is_name_text};
inline constexpr wire::Rules kSessionName = wire::length(2, 64) | wire::matching(kSessionNamePattern);
inline constexpr wire::Rules kFederatedName = wire::length(2, 32) | wire::matching(kSessionNamePattern);
inline constexpr wire::Rules kExternalId = wire::length(2, 1224) | wire::matching({R"([\w+=,.@:\/-]*)", is_external_id_text});
inline constexpr wire::Rules kSessionPolicy = wire::length(1, 2048) | wire::matching({R"([\u0009\u000A\u000D\u0020-\u00FF]+)", wire::is_policy_text});
inline constexpr wire::Rules kPolicyArnList = wire::length(0, 10);
inline constexpr wire::Rules kRoleSeconds = wire::bounds(900, 43200);
inline constexpr wire::Rules kOwnSeconds = wire::bounds(900, 129600);
inline constexpr wire::Rules kSerialNumber = wire::length(9, 256);
inline constexpr wire::Rules kTokenCode = wire::length(6, 6) | wire::kHidden;
// clang-format on

struct PolicyDescriptor {
  std::optional<std::string> arn;
};

struct Credentials {
  std::string access_key_id;
  SecretBytes secret;
  std::string session_token;
  Timestamp expiration{};
};

// What may make a session do less than its identity.
struct Limits {
  std::optional<std::string> policy;
  std::vector<PolicyDescriptor> policy_arns;
};

// Puts the limits into the session, if there are any; policies are those of `account`.
// Errors: MalformedPolicyDocument, Validation (no such managed policy).
Result<void> limit_session(const Call& call, const keys::AccountId& account, const Limits& limits,
                           material::SessionContents& contents);

// Errors: InvalidParameterValue (one key twice).
Result<identity::Tags> session_tags(const std::vector<Tag>& tags);

// How much of what a token may carry of policies and tags it does carry, in percent; nothing
// without any. Errors: PackedPolicyTooLarge.
Result<std::optional<std::int64_t>> packed_size(const material::SessionContents& contents);

// MFA devices do not exist here, so no code is right. Errors: AccessDenied.
Result<void> refuse_mfa(const std::optional<std::string>& serial_number,
                        const std::optional<std::string>& token_code);

// `contents` but for the times, which are set.
Credentials issue(const Call& call, std::chrono::seconds lifetime,
                  material::SessionContents contents);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::PolicyDescriptor> = std::tuple{
    wire::member("arn", &iam::PolicyDescriptor::arn, iam::kArn),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::Credentials> = std::tuple{
    wire::member("AccessKeyId",     &iam::Credentials::access_key_id),
    wire::member("SecretAccessKey", &iam::Credentials::secret),
    wire::member("SessionToken",    &iam::Credentials::session_token),
    wire::member("Expiration",      &iam::Credentials::expiration),
};
// clang-format on
