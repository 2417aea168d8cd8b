// policy/document.h: a policy document as parsed, and the grammar it must follow.
//
// Pure: text in, document or refusal out. The evaluation of documents comes with authorization.
//
// Source: kms-security.md sections 3.3 to 3.5.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace trent::policy {

// Bytes of a key policy, over which KMS answers LimitExceededException.
inline constexpr std::size_t kKeyPolicyBytesMax = 32768;

enum class Effect : std::uint8_t { Allow, Deny };

// The values of Principal or NotPrincipal by kind ("AWS", "Service", "Federated", "CanonicalUser").
// "*" stands for {"AWS": "*"}.
using Principals = std::map<std::string, std::vector<std::string>>;

// operator -> key -> values, as written.
using Conditions = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

struct Statement {
  std::string sid;
  Effect effect = Effect::Deny;
  bool not_principal = false;
  Principals principals;
  bool not_action = false;
  std::vector<std::string> actions;  // empty: the statement has no effect
  bool not_resource = false;
  std::vector<std::string> resources;  // empty: the statement has no effect
  Conditions conditions;
};

struct Document {
  std::string version = "2008-10-17";  // what an absent Version means
  std::string id;
  std::vector<Statement> statements;
};

// Parses a key policy. Errors: LimitExceeded (over kKeyPolicyBytesMax), MalformedPolicyDocument
// (not JSON, duplicate members, unknown or ill-typed elements, no statement, no or impossible
// principal), InvalidArn (a principal's ARN is malformed).
Result<Document> parse_key_policy(std::string_view text);

// The policy of a key that was created without one, in AWS's own spelling.
std::string default_key_policy(std::string_view account_root_arn);

// The policy of the AWS managed key of `service` ("s3").
std::string aws_managed_key_policy(std::string_view service, std::string_view account_root_arn);

}  // namespace trent::policy
