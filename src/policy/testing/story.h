// policy/testing/story.h: reads the plain-text stories of tests/policy/stories.
//
// Its README.md says how they read. A story that cannot be read fails its test.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/evaluation.h"

namespace trent::policy::testing {

using Fields = std::vector<std::string>;

// A text at every `separator`, without the blanks around.
Fields cut(std::string_view text, std::string_view separator);

std::vector<std::string> lines_of(const std::string& file);

// "kms:ViaService=s3.amazonaws.com; kms:GrantOperations=[Encrypt,Decrypt]; x=", or "-" for none.
class StoryContext final : public Context {
 public:
  explicit StoryContext(std::string_view text);
  const ContextEntry* find(const ConditionKey& key) const override;

 private:
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

  std::deque<std::string> texts_;
  std::deque<std::vector<std::string_view>> sets_;
  std::vector<ContextEntry> entries_;
};

// Callers have names; "alice+boundary" has a permissions boundary.
struct StoryCaller {
  Principal principal;
  bool with_boundary = false;
};
StoryCaller caller_named(std::string_view name);

// What stored policies know of the unique ids of users and roles.
std::vector<KnownPrincipal> known_principals();

struct NamedDocument {
  std::string name;
  CompiledPolicy policy;
};

// One line of decisions.txt, with the policies it may name.
struct DecisionStory {
  std::string where;
  std::string caller, action, resource, policies, context;
  std::string expected;
  std::string text;  // of the refusal; empty: not looked at
  const std::map<std::string, CompiledPolicy, std::less<>>* documents = nullptr;
};
std::vector<DecisionStory> decisions_of(const std::string& file);

// A story, evaluated.
class Told final : public Grants {
 public:
  explicit Told(const DecisionStory& story);

  std::string outcome() const;
  std::string text() const;
  std::span<const ApplicableGrant> applicable() const override { return grants_; }

 private:
  void take(std::string_view kind, const std::string& names);
  Policies group(const std::string& names);
  const NamedPolicy* only(const std::string& name) { return group(name).data(); }

  const DecisionStory& story_;
  StoryContext context_;
  Request request_;
  std::deque<std::vector<NamedPolicy>> groups_;
  std::deque<std::string> grant_ids_;
  std::vector<ApplicableGrant> grants_;
  ApplicablePolicies policies_;
};

}  // namespace trent::policy::testing
