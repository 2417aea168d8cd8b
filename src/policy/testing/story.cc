#include "policy/testing/story.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "policy/refusal.h"

namespace trent::policy::testing {
namespace {

using enum PrincipalKind;

struct NamedCaller {
  std::string_view name;
  Principal principal;
};

constexpr std::string_view kOwn = "111122223333";
constexpr std::string_view kOther = "444455556666";

// clang-format off
constexpr std::array kCallers{
    NamedCaller{"root",       {AccountRoot,   kOwn,   "arn:aws:iam::111122223333:root"}},
    NamedCaller{"alice",      {User,          kOwn,   "arn:aws:iam::111122223333:user/alice",                   "AIDAALICEALICEALICE22"}},
    NamedCaller{"bob",        {User,          kOwn,   "arn:aws:iam::111122223333:user/team/bob",                "AIDABOBBOBBOBBOBBOB22"}},
    NamedCaller{"app",        {AssumedRole,   kOwn,   "arn:aws:sts::111122223333:assumed-role/app/s1",          "AROAAPPAPPAPPAPPAPP22", "arn:aws:iam::111122223333:role/service/app"}},
    NamedCaller{"app2",       {AssumedRole,   kOwn,   "arn:aws:sts::111122223333:assumed-role/app/s2",          "AROAAPPAPPAPPAPPAPP22", "arn:aws:iam::111122223333:role/service/app"}},
    // Roles and users that were deleted and made again under the same name.
    NamedCaller{"app-again",  {AssumedRole,   kOwn,   "arn:aws:sts::111122223333:assumed-role/app/s3",          "AROANEWNEWNEWNEWNEW22", "arn:aws:iam::111122223333:role/service/app"}},
    NamedCaller{"alice-again",{User,          kOwn,   "arn:aws:iam::111122223333:user/alice",                   "AIDANEWNEWNEWNEWNEW22"}},
    NamedCaller{"guest",      {FederatedUser, kOwn,   "arn:aws:sts::111122223333:federated-user/guest",         "AIDAALICEALICEALICE22", "arn:aws:iam::111122223333:user/alice"}},
    NamedCaller{"root-guest", {FederatedUser, kOwn,   "arn:aws:sts::111122223333:federated-user/rootguest",     "111122223333",          "arn:aws:iam::111122223333:root"}},
    NamedCaller{"carol",      {User,          kOther, "arn:aws:iam::444455556666:user/carol",                   "AIDACAROLCAROLCAROL22"}},
    NamedCaller{"other-root", {AccountRoot,   kOther, "arn:aws:iam::444455556666:root"}},
    NamedCaller{"other-app",  {AssumedRole,   kOther, "arn:aws:sts::444455556666:assumed-role/batch/s1",        "AROABATCHBATCHBATCH22", "arn:aws:iam::444455556666:role/batch"}},
    NamedCaller{"s3",         {Service,       "",     "s3.amazonaws.com"}},
    NamedCaller{"pod",        {WebIdentity,   "",     "arn:aws:iam::111122223333:oidc-provider/idp.example.com"}},
};
// clang-format on

struct NamedResource {
  std::string_view name;
  std::string_view arn;
  std::string_view account;
  ResourceKind kind = ResourceKind::WithPolicy;
};

// clang-format off
constexpr std::array kResources{
    NamedResource{"key",   "arn:aws:kms:eu-central-1:111122223333:key/0f1e2d3c-0000-4000-8000-000000000001", kOwn},
    NamedResource{"alias", "arn:aws:kms:eu-central-1:111122223333:alias/payroll",                            kOwn, ResourceKind::Plain},
    NamedResource{"none",  "*",                                                                              "",   ResourceKind::Plain},
    NamedResource{"role",  "arn:aws:iam::111122223333:role/service/app",                                     kOwn},
};
// clang-format on

template <class Table>
const auto& row_named(const Table& table, std::string_view name) {
  const auto row = std::ranges::find(table, name, [](const auto& each) { return each.name; });
  if (row == table.end()) ADD_FAILURE() << "a story names " << name << ", which there is none of";
  return row == table.end() ? table.front() : *row;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::string place_of(const StatementRef& statement) {
  return fmt::format("{}#{}", statement.policy, statement.index + 1);
}

constexpr std::array<std::string_view, 6> kKindWords{"identity", "boundary", "session",
                                                     "scp",      "rcp",      "resource"};

}  // namespace

Fields cut(std::string_view text, std::string_view separator) {
  Fields fields;
  for (;;) {
    const std::size_t at = text.find(separator);
    fields.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return fields;
    text.remove_prefix(at + separator.size());
  }
}

std::vector<std::string> lines_of(const std::string& file) {
  const char* set = std::getenv("TRENT_STORIES");  // NOLINT(concurrency-mt-unsafe): one thread
  std::ifstream in(fmt::format("{}/{}", set == nullptr ? "tests/policy/stories" : set, file));
  EXPECT_TRUE(in) << file << " is not here; set TRENT_STORIES to its folder";
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

StoryContext::StoryContext(std::string_view text) {
  if (text == "-") return;
  for (const std::string& pair : cut(text, "; ")) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) ADD_FAILURE() << "no = in the context " << pair;
    const std::string_view name = keep(pair.substr(0, equals));
    const std::string_view value = keep(pair.substr(equals + 1));
    if (!value.starts_with('[')) {
      entries_.push_back(one_value(name, value));
      continue;
    }
    auto& set = sets_.emplace_back();
    const std::string_view inside = value.substr(1, value.size() - 2);
    if (!inside.empty())
      for (const std::string& one : cut(inside, ",")) set.push_back(keep(one));
    entries_.push_back(value_set(name, set));
  }
}

const ContextEntry* StoryContext::find(const ConditionKey& key) const {
  return ListedContext(entries_).find(key);
}

StoryCaller caller_named(std::string_view name) {
  const std::size_t plus = name.find('+');
  return {row_named(kCallers, name.substr(0, plus)).principal, plus != std::string_view::npos};
}

std::vector<KnownPrincipal> known_principals() {
  return {{"arn:aws:iam::111122223333:user/alice", "AIDAALICEALICEALICE22"},
          {"arn:aws:iam::111122223333:role/service/app", "AROAAPPAPPAPPAPPAPP22"}};
}

std::vector<DecisionStory> decisions_of(const std::string& file) {
  // The stories point to it.
  static std::map<std::string, CompiledPolicy, std::less<>> documents;
  const std::map<std::string, DocumentKind, std::less<>> kinds{
      {"key", DocumentKind::KeyPolicy},
      {"identity", DocumentKind::IdentityPolicy},
      {"trust", DocumentKind::TrustPolicy}};
  std::vector<DecisionStory> stories;
  int number = 0;
  for (const std::string& line : lines_of(file)) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const std::string where = fmt::format("{}:{}: {}", file, number, line);
    const Fields fields = cut(line, " | ");
    if (const auto kind = kinds.find(fields[0]); kind != kinds.end() && fields.size() == 3) {
      const auto document = parse_policy(kind->second, fields[2]);
      EXPECT_TRUE(document) << where << document.error().message.value_or("");
      if (document) documents.emplace(fields[1], CompiledPolicy(*document, known_principals()));
      continue;
    }
    EXPECT_GE(fields.size(), 5U) << where;
    if (fields.size() < 5) continue;
    const Fields asked = cut(fields[1], " ");
    EXPECT_EQ(asked.size(), 2U) << where;
    stories.push_back({.where = where,
                       .caller = fields[0],
                       .action = asked.front(),
                       .resource = asked.back(),
                       .policies = fields[2],
                       .context = fields[3],
                       .expected = fields[4],
                       .text = fields.size() > 5 ? fields[5] : "",
                       .documents = &documents});
  }
  return stories;
}

Policies Told::group(const std::string& names) {
  auto& named = groups_.emplace_back();
  if (names == "nothing") return {};
  for (const std::string& name : cut(names, ",")) {
    const auto document = story_.documents->find(name);
    if (document == story_.documents->end())
      ADD_FAILURE() << story_.where << ": no policy " << name;
    else
      named.push_back({document->first, &document->second});
  }
  return named;
}

void Told::take(std::string_view kind, const std::string& names) {
  if (kind == "resource") policies_.resource = only(names);
  if (kind == "identity") policies_.identity = group(names);
  if (kind == "boundary") policies_.boundary = only(names);
  if (kind == "session") policies_.session = group(names);
  if (kind == "scp") policies_.service_control = group(names);
  if (kind == "rcp") policies_.resource_control = group(names);
  if (kind != "grants") return;
  policies_.grants = this;
  for (const std::string& grant : cut(names, ",")) {  // itself@ACCOUNT
    const std::string& id = grant_ids_.emplace_back(grant);
    const std::string_view grantee = std::string_view(id).substr(0, id.find('@'));
    grants_.push_back({.id = id,
                       .grantee = grantee == "itself" ? GranteeKind::Itself
                                  : grantee == "role" ? GranteeKind::Role
                                                      : GranteeKind::Account,
                       .issuing_account = std::string_view(id).substr(id.find('@') + 1)});
  }
}

Told::Told(const DecisionStory& story)
    : story_(story),
      context_(story.context),
      request_{.principal = caller_named(story.caller).principal,
               .action = action_named(story.action),
               .resource_kind = row_named(kResources, story.resource).kind,
               .resource = row_named(kResources, story.resource).arn,
               .resource_account = row_named(kResources, story.resource).account,
               .context = context_} {
  if (story.policies == "-") return;
  for (const std::string& part : cut(story.policies, " ")) {
    const std::size_t equals = part.find('=');
    EXPECT_NE(equals, std::string::npos) << story.where;
    const std::string kind = part.substr(0, equals);
    EXPECT_TRUE(kind == "grants" || std::ranges::find(kKindWords, kind) != kKindWords.end())
        << story.where;
    take(kind, part.substr(equals + 1));
  }
}

std::string Told::outcome() const {
  if (story_.action == "lockout")
    return require_no_lockout(request_, policies_) ? "may set it again" : "locked out";
  const Decision decision = decide(request_, policies_);
  EXPECT_FALSE(explanation(decision).empty());
  const std::string delegated =
      decision.delegation ? " via " + place_of(*decision.delegation) : std::string();
  const std::string_view kind = kKindWords[static_cast<std::size_t>(decision.kind)];
  const auto statement = decision.statement ? place_of(*decision.statement) : std::string("?");
  EXPECT_EQ(decision.allowed, decision.reason <= Reason::Grant) << story_.where;
  switch (decision.reason) {
    case Reason::ResourcePolicy:
    case Reason::IdentityPolicy: return "allowed by " + statement + delegated;
    case Reason::RootOfItsAccount: return "allowed as root" + delegated;
    case Reason::Grant: return fmt::format("allowed by grant {}", decision.grant_id);
    case Reason::ExplicitDeny: return fmt::format("denied by {} ({})", statement, kind);
    case Reason::MissingAllow: return fmt::format("denied, no {}", kind);
    case Reason::ForeignResource: return "denied, foreign";
  }
  return {};
}

std::string Told::text() const { return refusal_text(decide(request_, policies_), request_); }

}  // namespace trent::policy::testing
