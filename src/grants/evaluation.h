// grants/evaluation.h: what grants allow. Grants never deny; how they combine with policies is
// written in policy/evaluation.h.
//
// Source: kms-security.md sections 4.4, 7.5, 7.6 and 7.7.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "grants/grant.h"
#include "policy/evaluation.h"

namespace trent::grants {

// Does the operation have an encryption context, which a grant can constrain?
bool takes_encryption_context(GrantOperation operation);

// One thing that somebody wants to do with a key. Views and pointers: what they point to must
// outlive the question.
struct Use {
  const policy::Principal& who;
  GrantOperation operation = GrantOperation::DescribeKey;
  const keys::EncryptionContext* context = nullptr;  // null: none, which is the same as empty
  std::string_view source_arn{};                     // empty: a direct request has none
  const Grant* child = nullptr;                      // what CreateGrant would create
};

// Does `context` satisfy the constraint? Its keys are compared without regard to (ASCII) case,
// values exactly.
bool holds(const ContextConstraint& constraint, const keys::EncryptionContext& context);

// Is `child` no more than what the grantee of `parent`, a grant of CreateGrant, may pass on? Who
// its grantee and its retiring principal are is free.
bool is_as_narrow(const Grant& child, const Grant& parent);

// Not for RetireGrant, which applicable_to_retiring() decides.
bool applies(const Grant& grant, const Use& use);

// The grants of a key that let somebody do something, as far as policy::decide can tell them apart:
// of those to the caller itself, to its role and to its account one each; rather one that the
// caller's own side made, if there is one, because that needs no more than any other. Looking takes
// the logarithm of the number of the key's grants, and is linear in those to the same grantee.
// Allocates nothing.
class ApplicableGrants final : public policy::Grants {
 public:
  // `grants` and what `use` points to must outlive this.
  ApplicableGrants(const KeyGrants& grants, const Use& use) : grants_(grants), use_(use) {}

  std::span<const policy::ApplicableGrant> applicable() const override;

 private:
  void look() const;
  void look_at(std::string_view grantee, policy::GranteeKind kind) const;

  const KeyGrants& grants_;
  Use use_;
  mutable bool looked_ = false;
  mutable std::size_t count_ = 0;
  mutable std::array<policy::ApplicableGrant, 3> found_{};
};

// What lets `who` retire the grant, for policy::decide: the grant itself, as one to whom it names;
// or as one to the account, so that identity policies decide, for those in the account that made
// it, that has the key, or that it names. Nothing: they may not. No key policy allows it.
std::optional<policy::ApplicableGrant> applicable_to_retiring(const Grant& grant,
                                                              const policy::Principal& who);

}  // namespace trent::grants
