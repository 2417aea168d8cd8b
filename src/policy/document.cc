#include "policy/document.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <array>
#include <set>

#include "policy/condition_operator.h"
#include "policy/json_members.h"
#include "policy/pattern.h"

namespace trent::policy {
namespace {

namespace json = boost::json;

// AWS's texts for grammar faults are not known: a short sentence that says what is wrong, and no
// value.
std::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::MalformedPolicyDocument, std::string(what));
}

Result<std::string> text_of(const json::value& value, std::string_view element) {
  if (!value.is_string())
    return malformed(fmt::format("Policy element {} must be a string.", element));
  return std::string(value.get_string());
}

// One string or a list of strings.
Result<std::vector<std::string>> texts_of(const json::value& value, std::string_view element) {
  std::vector<std::string> texts;
  if (value.is_array()) {
    for (const json::value& one : value.get_array()) {
      TRY_ASSIGN(std::string text, text_of(one, element));
      texts.push_back(std::move(text));
    }
    return texts;
  }
  TRY_ASSIGN(std::string text, text_of(value, element));
  texts.push_back(std::move(text));
  return texts;
}

// Condition values may be strings, numbers or booleans; all are kept as text.
Result<std::string> condition_text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  if (value.is_double()) return fmt::format("{}", value.get_double());
  return malformed("Policy condition values must be strings, numbers or booleans.");
}

Result<std::vector<std::string>> condition_texts_of(const json::value& value) {
  std::vector<std::string> texts;
  if (!value.is_array()) {
    TRY_ASSIGN(std::string text, condition_text_of(value));
    texts.push_back(std::move(text));
    return texts;
  }
  for (const json::value& one : value.get_array()) {
    TRY_ASSIGN(std::string text, condition_text_of(one));
    texts.push_back(std::move(text));
  }
  return texts;
}

Result<PrincipalTexts> parse_principals(const json::value& value) {
  if (value.is_string() && value.get_string() == "*") return PrincipalTexts{{"AWS", {"*"}}};
  if (!value.is_object() || value.get_object().empty())
    return malformed("Policy contains a statement with one or more invalid principals.");
  PrincipalTexts principals;
  for (const auto& [kind, listed] : value.get_object()) {
    TRY_ASSIGN(std::vector<std::string> values, texts_of(listed, "Principal"));
    TRY(require_principals(kind, values));
    principals.emplace(std::string(kind), std::move(values));
  }
  return principals;
}

// `name` is the operator's.
Result<void> parse_condition_keys(std::string_view name, const json::value& value,
                                  Statement& statement) {
  if (!value.is_object()) return malformed("Policy condition operators must hold an object.");
  TRY_ASSIGN(const ConditionOperator condition, parse_condition_operator(name));
  for (const auto& [key, values] : value.get_object()) {
    TRY_ASSIGN(std::vector<std::string> texts, condition_texts_of(values));
    statement.conditions.push_back(
        {std::string(name), condition, std::string(key), std::move(texts)});
  }
  return {};
}

Result<void> parse_conditions(const json::value& value, Statement& statement) {
  if (!value.is_object()) return malformed("Policy element Condition must be an object.");
  for (const auto& [name, keys] : value.get_object())
    TRY(parse_condition_keys(name, keys, statement));
  return {};
}

Result<Effect> parse_effect(const json::value& value) {
  TRY_ASSIGN(const std::string word, text_of(value, "Effect"));
  if (word == "Allow") return Effect::Allow;
  if (word == "Deny") return Effect::Deny;
  return malformed("Policy element Effect must be Allow or Deny.");
}

using ElementParser = Result<void> (*)(const json::value& value, Statement& statement);

struct Element {
  std::string_view name;
  ElementParser parse;
};

template <std::vector<std::string> Statement::* list, bool Statement::* negated, bool negation>
Result<void> parse_text_list(const json::value& value, Statement& statement) {
  TRY_ASSIGN(statement.*list, texts_of(value, "Action or Resource"));
  statement.*negated = negation;
  return {};
}

template <bool negation>
Result<void> parse_principal_element(const json::value& value, Statement& statement) {
  TRY_ASSIGN(statement.principals, parse_principals(value));
  statement.not_principal = negation;
  return {};
}

// clang-format off
constexpr std::array kElements{
  Element{"Sid",          [](const json::value& value, Statement& out) -> Result<void> { TRY_ASSIGN(out.sid, text_of(value, "Sid")); return {}; }},
  Element{"Effect",       [](const json::value& value, Statement& out) -> Result<void> { TRY_ASSIGN(out.effect, parse_effect(value)); return {}; }},
  Element{"Principal",    parse_principal_element<false>},
  Element{"NotPrincipal", parse_principal_element<true>},
  Element{"Action",       parse_text_list<&Statement::actions, &Statement::not_action, false>},
  Element{"NotAction",    parse_text_list<&Statement::actions, &Statement::not_action, true>},
  Element{"Resource",     parse_text_list<&Statement::resources, &Statement::not_resource, false>},
  Element{"NotResource",  parse_text_list<&Statement::resources, &Statement::not_resource, true>},
  Element{"Condition",    parse_conditions},
};
// clang-format on

// Both an element and its negation is one too many.
Result<void> require_not_both(const json::object& object, std::string_view element) {
  if (object.contains(element) && object.contains("Not" + std::string(element)))
    return malformed(fmt::format("A statement has both {} and Not{}.", element, element));
  return {};
}

// --- what each kind of document asks of its statements -------------------------------------------

enum class Presence : std::uint8_t { Required, Optional, Forbidden };

// The texts are IAM's where it is IAM that takes the document; KMS's are not known.
struct Rule {
  std::string_view element;          // with or without "Not"
  std::array<Presence, 3> presence;  // in the order of DocumentKind
  std::string_view missing;
  std::string_view forbidden;
};

using enum Presence;

// clang-format off
constexpr std::array kRules{
    Rule{"Effect",    {Required, Required,  Required},  "A policy statement has no Effect.",               {}},
    Rule{"Principal", {Required, Forbidden, Required},  "Policy contains a statement with no principal.",  "Policy document should not specify a principal."},
    Rule{"Action",    {Optional, Required,  Required},  "Policy statement must contain actions.",          {}},
    Rule{"Resource",  {Optional, Required,  Forbidden}, "Policy statement must contain resources.",        "Has prohibited field Resource"},
};
// clang-format on

Result<void> require_elements(DocumentKind kind, const json::object& object) {
  for (const Rule& rule : kRules) {
    TRY(require_not_both(object, rule.element));
    const bool present =
        object.contains(rule.element) || object.contains("Not" + std::string(rule.element));
    const Presence presence = rule.presence[static_cast<std::size_t>(kind)];
    if (!present && presence == Required) return malformed(rule.missing);
    if (present && presence == Forbidden) return malformed(rule.forbidden);
  }
  return {};
}

bool is_alphanumeric(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

// IAM wants to be told which service an action is of, and which partition a resource; KMS takes any
// text, which then matches nothing.
Result<void> require_iam_texts(const Statement& statement) {
  if (!is_alphanumeric(statement.sid))
    return malformed(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies "
        "the regular expression [0-9A-Za-z]*");
  for (const std::string& action : statement.actions)
    if (action != "*" && (action.find(':') == std::string::npos || action.starts_with(':')))
      return malformed(
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  for (const std::string& resource : statement.resources)
    if (resource != "*" && !resource.starts_with("arn:"))
      return malformed("A resource must be in ARN format or \"*\".");
  if (statement.actions.empty()) return malformed("Policy statement must contain actions.");
  return {};
}

Result<void> require_key_policy_conditions(const Statement& statement) {
  for (const ConditionText& line : statement.conditions)
    TRY(require_condition_key_fits(line.condition, line.key));
  return {};
}

Result<void> require_fitting(DocumentKind kind, const Statement& statement) {
  if (kind == DocumentKind::KeyPolicy) return require_key_policy_conditions(statement);
  if (kind == DocumentKind::IdentityPolicy && statement.resources.empty())
    return malformed("Policy statement must contain resources.");
  return require_iam_texts(statement);
}

Result<Statement> parse_statement(DocumentKind kind, const json::value& value) {
  if (!value.is_object()) return malformed("Policy statements must be objects.");
  TRY(require_elements(kind, value.get_object()));
  Statement statement;
  for (const auto& [name, element] : value.get_object()) {
    const auto row = std::ranges::find(kElements, std::string_view(name), &Element::name);
    if (row == kElements.end()) return malformed("A policy statement has an unknown element.");
    TRY(row->parse(element, statement));
  }
  TRY(require_fitting(kind, statement));
  return statement;
}

Result<void> parse_statements(const json::value& value, Document& document) {
  if (!value.is_array()) {
    TRY_ASSIGN(Statement statement, parse_statement(document.kind, value));
    document.statements.push_back(std::move(statement));
    return {};
  }
  for (const json::value& one : value.get_array()) {
    TRY_ASSIGN(Statement statement, parse_statement(document.kind, one));
    document.statements.push_back(std::move(statement));
  }
  return {};
}

// --- the document as a whole ---------------------------------------------------------------------

bool takes_variables(Comparison comparison) {
  return comparison <= Comparison::StringLike || comparison == Comparison::ArnLike;
}

Result<void> require_variables(const Statement& statement) {
  bool well_formed = std::ranges::all_of(statement.resources, Pattern::has_whole_variables);
  for (const ConditionText& line : statement.conditions)
    if (takes_variables(line.condition.comparison))
      well_formed &= std::ranges::all_of(line.values, Pattern::has_whole_variables);
  if (!well_formed) return malformed("The policy has a malformed policy variable.");
  return {};
}

Result<void> require_unique_sids(const Document& document) {
  std::set<std::string_view> sids;
  for (const Statement& statement : document.statements)
    if (!statement.sid.empty() && !sids.insert(statement.sid).second)
      return malformed("Statement IDs (SID) in a single policy must be unique.");
  return {};
}

Result<void> require_whole(const Document& document) {
  if (document.statements.empty()) return malformed("The policy has no statement.");
  if (document.kind != DocumentKind::KeyPolicy) TRY(require_unique_sids(document));
  if (!has_variables(document)) return {};
  for (const Statement& statement : document.statements) TRY(require_variables(statement));
  return {};
}

Result<void> parse_top_element(std::string_view name, const json::value& value,
                               Document& document) {
  if (name == "Statement") return parse_statements(value, document);
  if (name == "Id") {
    TRY_ASSIGN(document.id, text_of(value, "Id"));
    return {};
  }
  if (name != "Version") return malformed("The policy has an unknown element.");
  TRY_ASSIGN(document.version, text_of(value, "Version"));
  if (document.version != "2012-10-17" && document.version != "2008-10-17")
    return malformed("The policy's Version is not known.");
  return {};
}

Result<Document> parse_document(DocumentKind kind, std::string_view text) {
  json::error_code error;
  const json::value root = json::parse(text, error);
  if (error || !root.is_object()) return malformed("The policy is not a JSON object.");
  if (has_duplicate_members(text)) return malformed("The policy names an element twice.");
  Document document{.kind = kind};
  for (const auto& [name, value] : root.get_object()) TRY(parse_top_element(name, value, document));
  TRY(require_whole(document));
  return document;
}

}  // namespace

bool has_variables(const Document& document) { return document.version == "2012-10-17"; }

Result<Document> parse_policy(DocumentKind kind, std::string_view text) {
  Result<Document> document = parse_document(kind, text);
  // InvalidArnException is KMS's: IAM has one error for all faults.
  if (!document && kind != DocumentKind::KeyPolicy &&
      document.error().code == ErrorCode::InvalidArn)
    return malformed("Policy contains a statement with one or more invalid principals.");
  return document;
}

Result<Document> parse_key_policy(std::string_view text) {
  if (text.size() > kKeyPolicyBytesMax)
    return fail(ErrorCode::LimitExceeded,
                fmt::format("The key policy exceeds the limit of {} bytes.", kKeyPolicyBytesMax));
  return parse_policy(DocumentKind::KeyPolicy, text);
}

std::string default_key_policy(std::string_view account_root_arn) {
  return fmt::format(R"({{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {{
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "{}"
    }},
    "Action" : "kms:*",
    "Resource" : "*"
  }} ]
}})",
                     account_root_arn);
}

// On AWS the first statement allows everybody in the account, but only through the service
// (kms:ViaService), which asks for the caller's own rights first. There is no service here to come
// through: the account uses the key directly, and it is the account, not everybody in it, that the
// statement allows, so that identity policies decide who of them may. Nobody may change the key.
std::string aws_managed_key_policy(std::string_view service, std::string_view account_root_arn) {
  return fmt::format(R"({{
  "Version" : "2012-10-17",
  "Id" : "auto-{0}-1",
  "Statement" : [ {{
    "Sid" : "Allow use of the key to the account",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "{1}"
    }},
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*" ],
    "Resource" : "*"
  }}, {{
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "{1}"
    }},
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*" ],
    "Resource" : "*"
  }} ]
}})",
                     service, account_root_arn);
}

}  // namespace trent::policy
