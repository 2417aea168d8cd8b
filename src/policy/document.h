// policy/document.h: a policy document as parsed, and the grammar it must follow.
//
// Pure: text in, document or refusal out. compiled_policy.h makes of it what requests are tested
// against; whatever parses can be compiled.
//
// Source: kms-security.md sections 3.3 to 3.5, 2.5.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "policy/condition_operator.h"
#include "policy/effect.h"
#include "policy/principal.h"

namespace trent::policy {

// Bytes of a key policy, over which KMS answers LimitExceededException.
inline constexpr std::size_t kKeyPolicyBytesMax = 32768;

enum class DocumentKind : std::uint8_t {
  KeyPolicy,
  IdentityPolicy,  // also permissions boundaries, session policies, service control policies
  TrustPolicy,     // of a role: who may assume it
};

// One operator with one key and its values, as written.
struct ConditionText {
  std::string name;  // of the operator, with prefix and suffix
  ConditionOperator condition;
  std::string key;
  std::vector<std::string> values;
};

struct Statement {
  std::string sid;
  Effect effect = Effect::Deny;
  bool not_principal = false;
  PrincipalTexts principals;  // empty in an identity policy: whoever it is attached to
  bool not_action = false;
  std::vector<std::string> actions;  // empty: the statement has no effect
  bool not_resource = false;
  std::vector<std::string> resources;  // empty: no effect; in a trust policy: the role
  std::vector<ConditionText> conditions;
};

struct Document {
  DocumentKind kind = DocumentKind::KeyPolicy;
  std::string version = "2008-10-17";  // what an absent Version means
  std::string id;
  std::vector<Statement> statements;
};

// Whether `${...}` means anything in a document of this version.
bool has_variables(const Document& document);

// Errors: MalformedPolicyDocument (not JSON, duplicate members, elements that are unknown,
// ill-typed, missing or not for this kind, impossible principals, malformed policy variables); of a
// key policy also LimitExceeded (over kKeyPolicyBytesMax) and InvalidArn (a principal's ARN is
// malformed). Sizes of the other kinds are the business of the API that takes them.
Result<Document> parse_policy(DocumentKind kind, std::string_view text);
Result<Document> parse_key_policy(std::string_view text);

// The policy of a key that was created without one, in AWS's own spelling.
std::string default_key_policy(std::string_view account_root_arn);

// The policy of the AWS managed key of `service` ("s3").
std::string aws_managed_key_policy(std::string_view service, std::string_view account_root_arn);

}  // namespace trent::policy
