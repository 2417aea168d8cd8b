#include "iam/policy_documents.h"

#include <algorithm>
#include <string>

#include "wire/document.h"

namespace trent::iam {
namespace {

namespace json = boost::json;

std::unexpected<Error> malformed(std::string message) {
  return fail(ErrorCode::MalformedPolicyDocument, std::move(message));
}

bool has_one_of(const json::object& statement, std::string_view name) {
  return statement.contains(name) != statement.contains("Not" + std::string(name));
}

bool has_effect(const json::object& statement) {
  const auto* effect = statement.if_contains("Effect");
  if (!effect || !effect->is_string()) return false;
  return effect->get_string() == "Allow" || effect->get_string() == "Deny";
}

using RequireStatement = Result<void> (*)(const json::object& statement);

Result<void> require_statement_of_identity(const json::object& statement) {
  if (statement.contains("Principal") || statement.contains("NotPrincipal"))
    return malformed("Policy document should not specify a principal.");
  if (!has_one_of(statement, "Resource"))
    return malformed("Policy statement must contain resources.");
  return {};
}

Result<void> require_statement_of_trust(const json::object& statement) {
  if (statement.contains("Resource") || statement.contains("NotResource"))
    return malformed("Has prohibited field Resource");
  if (!has_one_of(statement, "Principal")) return malformed("Missing required field Principal");
  return {};
}

Result<void> require_statement(const json::value& value, RequireStatement require) {
  if (!value.is_object()) return malformed("Syntax errors in policy.");
  const json::object& statement = value.get_object();
  if (!has_effect(statement)) return malformed("Syntax errors in policy.");
  if (!has_one_of(statement, "Action")) return malformed("Policy statement must contain actions.");
  return require(statement);
}

Result<void> require_version(const json::object& policy) {
  const auto* version = policy.if_contains("Version");
  if (!version) return {};
  if (version->is_string() &&
      (version->get_string() == "2012-10-17" || version->get_string() == "2008-10-17"))
    return {};
  return malformed("The policy must contain a valid version string.");
}

Result<void> require_policy(std::string_view document, RequireStatement require) {
  wire::Document parsed;
  if (!parsed.parse(document)) return malformed("Syntax errors in policy.");
  TRY(require_version(parsed.object()));
  const auto* statements = parsed.object().if_contains("Statement");
  if (!statements) return malformed("Syntax errors in policy.");
  if (!statements->is_array()) return require_statement(*statements, require);
  if (statements->get_array().empty()) return malformed("Syntax errors in policy.");
  for (const json::value& statement : statements->get_array())
    TRY(require_statement(statement, require));
  return {};
}

}  // namespace

Result<void> require_identity_policy(std::string_view document) {
  return require_policy(document, require_statement_of_identity);
}

Result<void> require_trust_policy(std::string_view document) {
  return require_policy(document, require_statement_of_trust);
}

std::size_t counted_size(std::string_view document) {
  return static_cast<std::size_t>(std::ranges::count_if(
      document, [](char c) { return c != ' ' && c != '\n' && c != '\t' && c != '\r'; }));
}

}  // namespace trent::iam
