#include "grants/evaluation.h"

#include <algorithm>
#include <array>

namespace trent::grants {
namespace {

constexpr OperationSet kWithContext{
    GrantOperation::Decrypt,
    GrantOperation::Encrypt,
    GrantOperation::GenerateDataKey,
    GrantOperation::GenerateDataKeyWithoutPlaintext,
    GrantOperation::GenerateDataKeyPair,
    GrantOperation::GenerateDataKeyPairWithoutPlaintext,
    GrantOperation::ReEncryptFrom,
    GrantOperation::ReEncryptTo,
};

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_folded(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, folded, folded);
}

// Is `key` there, and has it no other value under any spelling? A second spelling must not bring in
// a value that the constraint does not allow.
bool has_pair(const keys::EncryptionContext& context, std::string_view key,
              std::string_view value) {
  bool found = false;
  for (const auto& [present, present_value] : context) {
    if (!same_folded(present, key)) continue;
    if (present_value != value) return false;
    found = true;
  }
  return found;
}

bool has_pairs(const keys::EncryptionContext& context, const keys::EncryptionContext& pairs) {
  return std::ranges::all_of(
      pairs, [&](const auto& pair) { return has_pair(context, pair.first, pair.second); });
}

bool context_is_as_narrow(const std::optional<ContextConstraint>& child,
                          const std::optional<ContextConstraint>& parent) {
  if (!parent) return true;
  if (!child) return false;
  if (parent->match == ContextMatch::EncryptionContextEquals &&
      child->match != ContextMatch::EncryptionContextEquals)
    return false;
  return holds(*parent, child->pairs);
}

bool context_allows(const Grant& grant, const Use& use) {
  if (!grant.constraints.context || !takes_encryption_context(use.operation)) return true;
  static const keys::EncryptionContext kNone;
  return holds(*grant.constraints.context, use.context ? *use.context : kNone);
}

bool source_allows(const Grant& grant, const Use& use) {
  if (!grant.constraints.source_arn || use.operation == GrantOperation::RetireGrant) return true;
  return use.source_arn == *grant.constraints.source_arn;
}

bool child_allows(const Grant& grant, const Use& use) {
  if (use.operation != GrantOperation::CreateGrant) return true;
  return use.child && is_as_narrow(*use.child, grant);
}

}  // namespace

bool takes_encryption_context(GrantOperation operation) { return kWithContext.contains(operation); }

bool holds(const ContextConstraint& constraint, const keys::EncryptionContext& context) {
  if (constraint.match == ContextMatch::EncryptionContextEquals &&
      context.size() != constraint.pairs.size())
    return false;
  return has_pairs(context, constraint.pairs);
}

bool is_as_narrow(const Grant& child, const Grant& parent) {
  return child.operations.is_subset_of(parent.operations) &&
         context_is_as_narrow(child.constraints.context, parent.constraints.context) &&
         (!parent.constraints.source_arn ||
          child.constraints.source_arn == parent.constraints.source_arn);
}

bool applies(const Grant& grant, const Use& use) {
  return grant.operations.contains(use.operation) && covers(grant.grantee, use.who) &&
         context_allows(grant, use) && source_allows(grant, use) && child_allows(grant, use);
}

const Grant* find_applicable(const KeyGrants& grants, const Use& use) {
  return find_applicable(grants, use, [](const Grant&) { return true; });
}

RetireRight retire_right(const Grant& grant, const Requester& who) {
  const bool as_retiring = grant.retiring && covers(*grant.retiring, who);
  const bool as_grantee =
      grant.operations.contains(GrantOperation::RetireGrant) && covers(grant.grantee, who);
  if ((as_retiring && grant.retiring->kind != PrincipalKind::Account) ||
      (as_grantee && grant.grantee.kind != PrincipalKind::Account))
    return RetireRight::OfGrant;
  if (as_retiring || as_grantee || who.account == grant.issuing_account.view() ||
      who.account == grant.key.scope.account.view())
    return RetireRight::OfAccount;
  return RetireRight::None;
}

namespace evaluation {

std::span<const Grant* const> of_account(const KeyGrants& grants, std::string_view arn,
                                         std::string_view account) {
  // "arn:aws-us-gov:iam::111122223333:root" fits.
  std::array<char, 64> name{};
  constexpr std::string_view kBefore = ":iam::";
  constexpr std::string_view kAfter = ":root";
  const std::string_view head = arn.substr(0, arn.find(':', std::string_view("arn:").size()));
  if (head.size() + kBefore.size() + account.size() + kAfter.size() > name.size()) return {};
  char* end = name.data();
  for (const std::string_view part : {head, kBefore, account, kAfter})
    end = std::ranges::copy(part, end).out;
  return grants.of_grantee({name.data(), end});
}

}  // namespace evaluation
}  // namespace trent::grants
