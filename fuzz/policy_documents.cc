// fuzz/policy_documents.cc: policies as users write them, and what follows from them.
//
// The first line says of which kind it is ("key", "identity", "trust"), lines "NAME=VALUE" what the
// request proves, and behind an empty line stands the document. It is asked about several callers
// and actions, alone and with others that allow and deny everything. What a policy means does not
// depend on how its JSON is spelled, no answer comes from a statement of the other effect, and what
// denies everything leaves nothing.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/assert.h"
#include "base/encoding.h"
#include "policy/evaluation.h"
#include "policy/refusal.h"
#include "support/lines.h"

namespace trent::fuzz {
namespace {

using namespace policy;

constexpr std::string_view kOwn = "111122223333";
constexpr std::string_view kOther = "444455556666";
constexpr std::string_view kKey =
    "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-4000-8000-000000000001";
constexpr std::string_view kRole = "arn:aws:iam::111122223333:role/service/app";

// clang-format off
constexpr std::array kPrincipals{
    Principal{PrincipalKind::AccountRoot, kOwn, "arn:aws:iam::111122223333:root"},
    Principal{PrincipalKind::User, kOwn, "arn:aws:iam::111122223333:user/alice", "AIDAALICEALICEALICE22"},
    Principal{PrincipalKind::AssumedRole, kOwn, "arn:aws:sts::111122223333:assumed-role/app/s1", "AROAAPPAPPAPPAPPAPP22", kRole},
    Principal{PrincipalKind::User, kOther, "arn:aws:iam::444455556666:user/carol", "AIDACAROLCAROLCAROL22"},
    Principal{PrincipalKind::Service, "", "s3.amazonaws.com"},
    Principal{PrincipalKind::WebIdentity, "", "arn:aws:iam::111122223333:oidc-provider/idp.example.com"},
};
// clang-format on

constexpr std::array<std::string_view, 5> kActions{
    "kms:Decrypt", "kms:CreateGrant", "kms:PutKeyPolicy", "sts:AssumeRole", "iam:CreateUser"};

struct Input {
  DocumentKind kind = DocumentKind::KeyPolicy;
  std::vector<ContextEntry> facts;
  std::string_view document;
};

Input input_of(std::string_view rest) {
  Input input;
  const std::string_view kind = cut(rest);
  if (kind == "identity") input.kind = DocumentKind::IdentityPolicy;
  if (kind == "trust") input.kind = DocumentKind::TrustPolicy;
  for (std::string_view line = cut(rest); !line.empty(); line = cut(rest)) {
    const std::string_view name = cut(line, '=');
    input.facts.push_back(one_value(name, line));
  }
  // Of a set that a request has, and of tags, which policies ask about by parts of names.
  static constexpr std::array<std::string_view, 2> kKeys{"team", "cost"};
  input.facts.push_back(value_set("aws:TagKeys", kKeys));
  input.facts.push_back(one_value("aws:PrincipalTag/team", "red"));
  input.facts.push_back(one_value("aws:username", "alice"));
  input.document = rest;
  return input;
}

CompiledPolicy everything(DocumentKind kind, std::string_view effect) {
  const std::string about = kind == DocumentKind::IdentityPolicy ? "" : R"("Principal":"*",)";
  const std::string resource = kind == DocumentKind::TrustPolicy ? "" : R"("Resource":"*",)";
  const std::string action = kind == DocumentKind::TrustPolicy ? "sts:*" : "*";
  return CompiledPolicy(*parse_policy(kind, R"({"Version":"2012-10-17","Statement":[{)" + about +
                                                resource + R"("Effect":")" + std::string(effect) +
                                                R"(","Action":")" + action + R"("}]})"));
}

// Of statements that allow, and of those that deny.
void require_fits(const Document& document, const Verdict& verdict) {
  const auto has_effect = [&](const std::optional<std::size_t>& index, Effect effect) {
    return !index || document.statements.at(*index).effect == effect;
  };
  TRENT_ASSERT(has_effect(verdict.denied_by, Effect::Deny));
  TRENT_ASSERT(has_effect(verdict.allowed_by, Effect::Allow));
  TRENT_ASSERT(!verdict.allowed_by || verdict.match != PrincipalMatch::None);
}

bool are_same(const Verdict& one, const Verdict& other) {
  return one.denied_by == other.denied_by && one.allowed_by == other.allowed_by &&
         one.match == other.match;
}

Decision decide_and_explain(const Request& request, const ApplicablePolicies& policies) {
  const Decision decision = decide(request, policies);
  TRENT_ASSERT(!explanation(decision).empty());
  if (!decision.allowed) TRENT_ASSERT(!refusal_text(decision, request).empty());
  return decision;
}

class Asked {
 public:
  Asked(const Document& document, const Input& input)
      : document_(document),
        kind_(document.kind),
        policy_(document),
        context_(input.facts),
        respelled_(respelled(input)) {}

  void ask_all() const {
    for (const Principal& principal : kPrincipals)
      for (const std::string_view action : kActions) ask(principal, action_named(action));
  }

 private:
  // The same document, in other words. A key policy may become too long by that.
  static std::optional<CompiledPolicy> respelled(const Input& input) {
    const auto parsed =
        parse_policy(input.kind, boost::json::serialize(boost::json::parse(input.document)));
    TRENT_ASSERT(parsed || parsed.error().code == ErrorCode::LimitExceeded);
    if (!parsed) return std::nullopt;
    return CompiledPolicy(*parsed);
  }

  void ask(const Principal& principal, const Action& action) const {
    const std::string_view resource = kind_ == DocumentKind::TrustPolicy ? kRole : kKey;
    const Question question{principal, action, resource, context_};
    const Verdict verdict = policy_.answer(question);
    require_fits(document_, verdict);
    if (respelled_) TRENT_ASSERT(are_same(respelled_->answer(question), verdict));
    decide_with_others({.principal = principal,
                        .action = action,
                        .resource = resource,
                        .resource_account = kOwn,
                        .context = context_},
                       verdict);
  }

  void decide_with_others(const Request& request, const Verdict& verdict) const {
    static const CompiledPolicy all = everything(DocumentKind::IdentityPolicy, "Allow");
    static const CompiledPolicy none = everything(DocumentKind::IdentityPolicy, "Deny");
    static const CompiledPolicy open = everything(DocumentKind::KeyPolicy, "Allow");
    const NamedPolicy asked{"asked", &policy_}, allows{"all", &all}, denies{"none", &none},
        opens{"open", &open};
    const bool is_identity = kind_ == DocumentKind::IdentityPolicy;
    ApplicablePolicies policies;
    policies.resource = is_identity ? &opens : &asked;
    policies.identity = Policies(is_identity ? &asked : &allows, 1);
    const Decision decision = decide_and_explain(request, policies);
    // That it denies an AWS principal is the end; of a foreign or unknown one it may be unasked.
    if (verdict.denied_by && !is_identity) TRENT_ASSERT(!decision.allowed);

    policies.boundary = &denies;
    if (is_aws_principal(request.principal) && request.principal.kind != PrincipalKind::AccountRoot)
      TRENT_ASSERT(!decide_and_explain(request, policies).allowed);
    policies.boundary = is_identity ? &asked : &allows;
    policies.session = Policies(is_identity ? &asked : &allows, 1);
    policies.service_control = policies.session;
    const Decision limited = decide_and_explain(request, policies);
    // What limits allows nothing that was not allowed.
    TRENT_ASSERT(!limited.allowed || decision.allowed);
  }

  const Document& document_;
  DocumentKind kind_;
  CompiledPolicy policy_;
  ListedContext context_;
  std::optional<CompiledPolicy> respelled_;
};

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  const Input input = input_of(text_of(data, size_bytes));
  const auto document = trent::policy::parse_policy(input.kind, input.document);
  if (!document) {
    const trent::ErrorCode code = document.error().code;
    TRENT_ASSERT(code != trent::ErrorCode::Internal);
    return 0;
  }
  Asked(*document, input).ask_all();
  return 0;
}
