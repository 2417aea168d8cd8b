#include "grants/evaluation.h"

#include <algorithm>
#include <array>
#include <cstddef>

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

policy::GranteeKind kind_for(const Principal& principal) {
  switch (principal.kind) {
    case PrincipalKind::Account: return policy::GranteeKind::Account;
    case PrincipalKind::Role: return policy::GranteeKind::Role;
    default: return policy::GranteeKind::Itself;
  }
}

policy::ApplicableGrant as_applicable(const Grant& grant, policy::GranteeKind kind) {
  return {.id = grant.id.view(), .grantee = kind, .issuing_account = grant.issuing_account.view()};
}

bool is_of_callers_side(const Grant& grant, const policy::Principal& who) {
  return who.account == grant.key.scope.account.view() ||
         who.account == grant.issuing_account.view();
}

// The ARN of the root of somebody's account, in the partition that their own ARN has.
class RootArn {
 public:
  // Empty for those who have no account. Valid as long as this.
  std::string_view of(const policy::Principal& who) {
    if (!policy::is_aws_principal(who)) return {};
    constexpr std::string_view kBefore = ":iam::";
    constexpr std::string_view kAfter = ":root";
    const std::string_view head = who.arn.substr(0, who.arn.find(':', kScheme.size()));
    if (head.size() + kBefore.size() + who.account.size() + kAfter.size() > text_.size()) return {};
    char* end = text_.data();
    for (const std::string_view part : {head, kBefore, who.account, kAfter})
      end = std::ranges::copy(part, end).out;
    return {text_.data(), end};
  }

 private:
  static constexpr std::string_view kScheme = "arn:";
  static constexpr std::size_t kLongest = 64;  // "arn:aws-us-gov:iam::111122223333:root" fits
  std::array<char, kLongest> text_{};
};

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

std::span<const policy::ApplicableGrant> ApplicableGrants::applicable() const {
  if (!looked_) look();
  looked_ = true;
  return std::span(found_).first(count_);
}

void ApplicableGrants::look() const {
  if (grants_.in_order().empty()) return;
  look_at(use_.who.arn, policy::GranteeKind::Itself);
  if (use_.who.kind == policy::PrincipalKind::AssumedRole)
    look_at(use_.who.issuer_arn, policy::GranteeKind::Role);
  RootArn root;
  look_at(root.of(use_.who), policy::GranteeKind::Account);
}

// The root of an account is both itself and its account: a grant to it counts once, as the latter.
void ApplicableGrants::look_at(std::string_view grantee, policy::GranteeKind kind) const {
  const Grant* found = nullptr;
  for (const Grant* grant : grants_.of_grantee(grantee)) {
    if (!applies(*grant, use_) || kind_for(grant->grantee) != kind) continue;
    found = found ? found : grant;
    if (!is_of_callers_side(*grant, use_.who)) continue;
    found = grant;
    break;
  }
  if (found) found_[count_++] = as_applicable(*found, kind);
}

std::optional<policy::ApplicableGrant> applicable_to_retiring(const Grant& grant,
                                                              const policy::Principal& who) {
  const bool as_retiring = grant.retiring && covers(*grant.retiring, who);
  const bool as_grantee =
      grant.operations.contains(GrantOperation::RetireGrant) && covers(grant.grantee, who);
  if (as_retiring && grant.retiring->kind != PrincipalKind::Account)
    return as_applicable(grant, kind_for(*grant.retiring));
  if (as_grantee && grant.grantee.kind != PrincipalKind::Account)
    return as_applicable(grant, kind_for(grant.grantee));
  if (as_retiring || as_grantee || who.account == grant.issuing_account.view() ||
      who.account == grant.key.scope.account.view())
    return as_applicable(grant, policy::GranteeKind::Account);
  return std::nullopt;
}

}  // namespace trent::grants
