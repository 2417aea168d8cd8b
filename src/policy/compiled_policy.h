// policy/compiled_policy.h: a policy document in the form that requests are tested against.
//
// Made once, when a policy is stored or loaded; testing a request against one allocates nothing.
//
// Source: kms-security.md 3.3, 3.4, 4.3, 5.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/actions.h"
#include "policy/condition.h"
#include "policy/context.h"
#include "policy/document.h"
#include "policy/effect.h"
#include "policy/pattern.h"
#include "policy/principal.h"

namespace trent::policy {

// What is asked, by whom, of what.
struct Question {
  const Principal& principal;
  Action action;
  std::string_view resource;  // an ARN, or "*" where there is none
  const Context& context;
  bool principal_has_boundary = false;
};

// What one policy says to a question.
struct Verdict {
  std::optional<std::size_t> denied_by;         // the first Deny statement that matches
  std::optional<std::size_t> allowed_by;        // the Allow statement with the strongest match
  PrincipalMatch match = PrincipalMatch::None;  // of allowed_by; Direct in an identity policy
};

class CompiledPolicy {
 public:
  explicit CompiledPolicy(const Document& document, std::span<const KnownPrincipal> known = {});

  Verdict answer(const Question& question) const;

  std::size_t size() const { return statements_.size(); }
  std::string_view sid(std::size_t statement) const { return statements_[statement].sid; }

 private:
  struct CompiledStatement {
    std::string sid;
    Effect effect = Effect::Deny;
    ActionMask actions;  // NotAction is already turned round
    std::vector<std::string> action_patterns;
    bool not_action = false;
    bool every_resource = false;
    bool not_resource = false;
    std::vector<Pattern> resources;
    bool about_holder = false;  // an identity policy: about whom it is attached to
    bool not_principal = false;
    PrincipalSet principals;
    std::vector<Condition> conditions;

    CompiledStatement(const Statement& statement, DocumentKind kind, bool variables,
                      std::span<const KnownPrincipal> known);
    bool names_action(const Action& action) const;
    bool names_resource(std::string_view resource, const Context& context) const;
    PrincipalMatch match_principal(const Question& question) const;
    PrincipalMatch match(const Question& question) const;
  };

  std::vector<CompiledStatement> statements_;
};

}  // namespace trent::policy
