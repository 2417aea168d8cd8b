#include "policy/document.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <array>
#include <set>

#include "policy/condition_operator.h"
#include "policy/principal.h"

namespace trent::policy {
namespace {

namespace json = boost::json;

// AWS's texts for grammar faults are not known: a short sentence that says what is wrong, and no
// value.
std::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::MalformedPolicyDocument, std::string(what));
}

// Refuses objects that name a member twice: which of the two would count is a way to hide a
// statement.
struct DuplicateFinder {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  std::vector<std::set<std::string>> open_objects;
  std::string key;
  bool found = false;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    open_objects.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    open_objects.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    key.append(part.data(), part.size());
    found |= !open_objects.back().insert(std::move(key)).second;
    key.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

bool has_duplicate_members(std::string_view text) {
  json::basic_parser<DuplicateFinder> parser(json::parse_options{});
  json::error_code error;
  parser.write_some(false, text.data(), text.size(), error);
  return parser.handler().found;
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

Result<void> require_principals(std::string_view kind, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    if (kind == "AWS") TRY(require_aws_principal(value));
    if (kind == "Service") TRY(require_service_principal(value));
  }
  if (values.empty())
    return malformed("Policy contains a statement with one or more invalid principals.");
  return {};
}

Result<Principals> parse_principals(const json::value& value) {
  if (value.is_string() && value.get_string() == "*") return Principals{{"AWS", {"*"}}};
  if (!value.is_object() || value.get_object().empty())
    return malformed("Policy contains a statement with one or more invalid principals.");
  static const std::set<std::string_view> kKinds{"AWS", "Service", "Federated", "CanonicalUser"};
  Principals principals;
  for (const auto& [kind, listed] : value.get_object()) {
    if (!kKinds.contains(std::string_view(kind)))
      return malformed("Policy contains an unknown kind of principal.");
    TRY_ASSIGN(std::vector<std::string> values, texts_of(listed, "Principal"));
    TRY(require_principals(kind, values));
    principals.emplace(std::string(kind), std::move(values));
  }
  return principals;
}

Result<Conditions> parse_conditions(const json::value& value) {
  if (!value.is_object()) return malformed("Policy element Condition must be an object.");
  Conditions conditions;
  for (const auto& [name, keys] : value.get_object()) {
    if (!keys.is_object()) return malformed("Policy condition operators must hold an object.");
    TRY_ASSIGN(const ConditionOperator condition, parse_condition_operator(name));
    auto& by_key = conditions[std::string(name)];
    for (const auto& [key, values] : keys.get_object()) {
      TRY(require_condition_key_fits(condition, key));
      TRY_ASSIGN(by_key[std::string(key)], condition_texts_of(values));
    }
  }
  return conditions;
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
  Element{"Condition",    [](const json::value& value, Statement& out) -> Result<void> { TRY_ASSIGN(out.conditions, parse_conditions(value)); return {}; }},
};
// clang-format on

// Both an element and its negation is one too many.
Result<void> require_not_both(const json::object& object, std::string_view element) {
  if (object.contains(element) && object.contains("Not" + std::string(element)))
    return malformed(fmt::format("A statement has both {} and Not{}.", element, element));
  return {};
}

Result<Statement> parse_statement(const json::value& value) {
  if (!value.is_object()) return malformed("Policy statements must be objects.");
  const json::object& object = value.get_object();
  for (const std::string_view element : {"Principal", "Action", "Resource"})
    TRY(require_not_both(object, element));
  if (!object.contains("Effect")) return malformed("A policy statement has no Effect.");
  Statement statement;
  for (const auto& [name, element] : object) {
    const auto row = std::ranges::find(kElements, std::string_view(name), &Element::name);
    if (row == kElements.end()) return malformed("A policy statement has an unknown element.");
    TRY(row->parse(element, statement));
  }
  if (statement.principals.empty())
    return malformed("Policy contains a statement with no principal.");
  return statement;
}

Result<void> parse_statements(const json::value& value, Document& document) {
  if (!value.is_array()) {
    TRY_ASSIGN(Statement statement, parse_statement(value));
    document.statements.push_back(std::move(statement));
    return {};
  }
  for (const json::value& one : value.get_array()) {
    TRY_ASSIGN(Statement statement, parse_statement(one));
    document.statements.push_back(std::move(statement));
  }
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

}  // namespace

Result<Document> parse_key_policy(std::string_view text) {
  if (text.size() > kKeyPolicyBytesMax)
    return fail(ErrorCode::LimitExceeded,
                fmt::format("The key policy exceeds the limit of {} bytes.", kKeyPolicyBytesMax));
  json::error_code error;
  const json::value root = json::parse(text, error);
  if (error || !root.is_object()) return malformed("The policy is not a JSON object.");
  if (has_duplicate_members(text)) return malformed("The policy names an element twice.");
  Document document;
  for (const auto& [name, value] : root.get_object()) TRY(parse_top_element(name, value, document));
  if (document.statements.empty()) return malformed("The policy has no statement.");
  return document;
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
