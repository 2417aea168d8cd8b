// Runs the stories of tests/policy/stories: plain text, one case a line or a paragraph. README.md
// there says how they read.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "policy/evaluation.h"
#include "policy/refusal.h"
#include "policy/testing/story.h"

namespace trent::policy {
namespace {

using testing::Fields;
using testing::StoryContext;

// Every line that is neither empty nor a comment, cut at " | ", with its place in front.
std::vector<std::pair<std::string, Fields>> rows_of(const std::string& file) {
  std::vector<std::pair<std::string, Fields>> rows;
  int number = 0;
  for (const std::string& line : testing::lines_of(file)) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    rows.emplace_back(fmt::format("{}:{}: {}", file, number, line), testing::cut(line, " | "));
  }
  return rows;
}

bool holds(const std::string& effect_and_version, std::string_view conditions,
           const Context& context) {
  const Effect effect = effect_and_version.contains("deny") ? Effect::Deny : Effect::Allow;
  const bool variables = !effect_and_version.contains("2008");
  const auto document = parse_policy(
      DocumentKind::IdentityPolicy,
      fmt::format(
          R"({{"Version":"{}","Statement":{{"Effect":"{}","Action":"*","Resource":"*","Condition":{}}}}})",
          variables ? "2012-10-17" : "2008-10-17", effect == Effect::Allow ? "Allow" : "Deny",
          conditions));
  if (!document) {
    ADD_FAILURE() << document.error().message.value_or("");
    return false;
  }
  const Principal root{.account = "111122223333"};
  const Verdict verdict =
      CompiledPolicy(*document).answer({root, action_of(keys::Operation::Encrypt), "*", context});
  return effect == Effect::Deny ? verdict.denied_by.has_value() : verdict.allowed_by.has_value();
}

// condition | context | true or false [deny] [2008]
void run_conditions(const std::string& file, std::size_t at_least) {
  const auto rows = rows_of(file);
  EXPECT_GE(rows.size(), at_least);
  for (const auto& [where, fields] : rows) {
    ASSERT_EQ(fields.size(), 3U) << where;
    const StoryContext context(fields[1]);
    EXPECT_EQ(holds(fields[2], fields[0], context), fields[2].starts_with("true")) << where;
  }
}

TEST(Stories, Operators) { run_conditions("operators.txt", 180); }
TEST(Stories, Variables) { run_conditions("variables.txt", 25); }

// kind | document | ok, or the error's text
TEST(Stories, Grammar) {
  const std::map<std::string, DocumentKind> kinds{{"key", DocumentKind::KeyPolicy},
                                                  {"identity", DocumentKind::IdentityPolicy},
                                                  {"trust", DocumentKind::TrustPolicy}};
  const auto rows = rows_of("grammar.txt");
  EXPECT_GE(rows.size(), 40U);
  for (const auto& [where, fields] : rows) {
    ASSERT_EQ(fields.size(), 3U) << where;
    const auto document = parse_policy(kinds.at(fields[0]), fields[1]);
    EXPECT_EQ(document ? "ok" : document.error().message.value_or(""), fields[2]) << where;
  }
}

// Principal or NotPrincipal | caller | none, account, issuer, direct; or denied, spared
TEST(Stories, Principals) {
  const std::vector<std::string> words{"none", "account", "issuer", "direct"};
  const auto rows = rows_of("principals.txt");
  EXPECT_GE(rows.size(), 60U);
  for (const auto& [where, fields] : rows) {
    ASSERT_EQ(fields.size(), 3U) << where;
    const bool denies = fields[2] == "denied" || fields[2] == "spared";
    const auto document = parse_policy(
        DocumentKind::KeyPolicy,
        fmt::format(R"({{"Statement":{{"Effect":"{}",{},"Action":"*","Resource":"*"}}}})",
                    denies ? "Deny" : "Allow", fields[0]));
    ASSERT_TRUE(document) << where << document.error().message.value_or("");
    const auto caller = testing::caller_named(fields[1]);
    const ListedContext nothing({});
    const Verdict verdict = CompiledPolicy(*document, testing::known_principals())
                                .answer({caller.principal, action_of(keys::Operation::Encrypt), "*",
                                         nothing, caller.with_boundary});
    const std::string answer = denies ? (verdict.denied_by ? "denied" : "spared")
                                      : words.at(static_cast<std::size_t>(verdict.match));
    EXPECT_EQ(answer, fields[2]) << where;
  }
}

// "Action" and "Resource" elements | version | action | resource | context | yes or no
TEST(Stories, ActionsAndResources) {
  const auto rows = rows_of("actions-and-resources.txt");
  EXPECT_GE(rows.size(), 50U);
  for (const auto& [where, fields] : rows) {
    ASSERT_EQ(fields.size(), 6U) << where;
    const auto document = parse_policy(
        DocumentKind::KeyPolicy,
        fmt::format(R"({{"Version":"{}","Statement":{{"Effect":"Allow","Principal":"*"{}{}}}}})",
                    fields[1], fields[0] == "-" ? "" : ",", fields[0] == "-" ? "" : fields[0]));
    ASSERT_TRUE(document) << where << document.error().message.value_or("");
    const StoryContext context(fields[4]);
    const Principal caller{.account = "111122223333"};
    const Verdict verdict =
        CompiledPolicy(*document).answer({caller, action_named(fields[2]), fields[3], context});
    EXPECT_EQ(verdict.allowed_by ? "yes" : "no", fields[5]) << where;
  }
}

TEST(Stories, Decisions) {
  const auto stories = testing::decisions_of("decisions.txt");
  EXPECT_GE(stories.size(), 90U);
  for (const testing::DecisionStory& story : stories) {
    const testing::Told told(story);
    EXPECT_EQ(told.outcome(), story.expected) << story.where;
    if (!story.text.empty()) {
      EXPECT_EQ(told.text(), story.text) << story.where;
    }
  }
}

}  // namespace
}  // namespace trent::policy
