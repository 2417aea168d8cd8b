#include "policy/compiled_policy.h"

#include <algorithm>

namespace trent::policy {
namespace {

// Variables stand in the resource part of an ARN only, which is behind its fifth colon.
constexpr int kColonsBeforeResource = 5;

}  // namespace

CompiledPolicy::CompiledStatement::CompiledStatement(const Statement& statement, DocumentKind kind,
                                                     bool variables,
                                                     std::span<const KnownPrincipal> known)
    : sid(statement.sid),
      effect(statement.effect),
      action_patterns(statement.actions),
      not_action(statement.not_action),
      // A trust policy has no Resource: it is about the role that it belongs to.
      every_resource(kind == DocumentKind::TrustPolicy),
      not_resource(statement.not_resource),
      about_holder(kind == DocumentKind::IdentityPolicy),
      not_principal(statement.not_principal),
      principals(statement.principals, known) {
  for (const std::string& pattern : statement.actions) actions |= actions_matching(pattern);
  // Without Action a statement has no effect, with NotAction of nothing neither.
  if (not_action && !action_patterns.empty()) actions.flip();
  for (const std::string& resource : statement.resources) {
    every_resource |= resource == "*" && !not_resource;
    resources.emplace_back(resource, Syntax{.wildcards = true,
                                            .variables = variables,
                                            .colons_before_variables = kColonsBeforeResource});
  }
  for (const ConditionText& line : statement.conditions)
    conditions.emplace_back(line.condition, line.key, line.values,
                            ConditionSetting{effect, variables});
}

bool CompiledPolicy::CompiledStatement::names_action(const Action& action) const {
  if (action.number != kUnnumbered) return actions[action.number];
  if (action_patterns.empty()) return false;
  const bool listed = std::ranges::any_of(action_patterns, [&](const std::string& pattern) {
    return action_matches(pattern, action.name);
  });
  return listed != not_action;
}

bool CompiledPolicy::CompiledStatement::names_resource(std::string_view resource,
                                                       const Context& context) const {
  if (every_resource) return true;
  if (resources.empty()) return false;
  // A wildcard may take a colon: the last of a part expands beyond it.
  const bool listed = std::ranges::any_of(
      resources, [&](const Pattern& pattern) { return pattern.matches(resource, context); });
  return listed != not_resource;
}

PrincipalMatch CompiledPolicy::CompiledStatement::match_principal(const Question& question) const {
  using enum PrincipalMatch;
  if (about_holder) return Direct;
  if (!not_principal) {
    if (effect == Effect::Deny) return principals.covers(question.principal) ? Direct : None;
    return principals.match(question.principal);
  }
  // AWS applies a Deny with NotPrincipal to everybody who has a permissions boundary.
  if (effect == Effect::Deny && question.principal_has_boundary) return Direct;
  if (principals.covers(question.principal)) return None;
  // Whom only an entry of their own kind lets in is not let in by being left out.
  return effect == Effect::Deny || is_aws_principal(question.principal) ? Direct : None;
}

// The cheapest test first.
PrincipalMatch CompiledPolicy::CompiledStatement::match(const Question& question) const {
  if (!names_action(question.action)) return PrincipalMatch::None;
  const PrincipalMatch match = match_principal(question);
  if (match == PrincipalMatch::None || !names_resource(question.resource, question.context))
    return PrincipalMatch::None;
  const bool holds = std::ranges::all_of(
      conditions, [&](const Condition& condition) { return condition.holds(question.context); });
  return holds ? match : PrincipalMatch::None;
}

CompiledPolicy::CompiledPolicy(const Document& document, std::span<const KnownPrincipal> known) {
  statements_.reserve(document.statements.size());
  for (const Statement& statement : document.statements)
    statements_.emplace_back(statement, document.kind, has_variables(document), known);
}

Verdict CompiledPolicy::answer(const Question& question) const {
  Verdict verdict;
  for (std::size_t i = 0; i < statements_.size(); ++i) {
    const CompiledStatement& statement = statements_[i];
    // An Allow that could not be stronger than what there is needs no look.
    if (statement.effect == Effect::Allow && verdict.match == PrincipalMatch::Direct) continue;
    const PrincipalMatch match = statement.match(question);
    if (match == PrincipalMatch::None) continue;
    if (statement.effect == Effect::Deny) {
      verdict.denied_by = i;
      return verdict;
    }
    if (match <= verdict.match) continue;
    verdict.match = match;
    verdict.allowed_by = i;
  }
  return verdict;
}

}  // namespace trent::policy
