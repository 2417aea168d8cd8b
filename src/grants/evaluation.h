// grants/evaluation.h: what grants allow. Grants never deny; how they combine with policies is for
// the authorizer.
//
// Source: kms-security.md sections 7.5, 7.6 and 7.7.
#pragma once

#include <optional>
#include <string_view>

#include "grants/grant.h"

namespace trent::grants {

// Does the operation have an encryption context, which a grant can constrain?
bool takes_encryption_context(GrantOperation operation);

// One thing that somebody wants to do with a key.
struct Use {
  Requester who;
  GrantOperation operation = GrantOperation::DescribeKey;
  const keys::EncryptionContext* context = nullptr;  // null: none, which is the same as empty
  std::string_view source_arn{};                     // empty: a direct request has none
  const Grant* child = nullptr;                      // what CreateGrant would create
};

// Does `context` satisfy the constraint? Its keys are compared without regard to (ASCII) case,
// values exactly.
bool holds(const ContextConstraint& constraint, const keys::EncryptionContext& context);

// Is `child` no more than what the grantee of `parent` may pass on?
bool is_as_narrow(const Grant& child, const Grant& parent);

bool applies(const Grant& grant, const Use& use);

// The first of the key's grants that applies and that `accept(grant)` takes; null: none does. The
// rules of section 4.4 that tell grants apart go into `accept`: the kind of the grantee, and who
// issued the grant. Allocates nothing.
template <class Accept>
const Grant* find_applicable(const KeyGrants& grants, const Use& use, Accept&& accept);
const Grant* find_applicable(const KeyGrants& grants, const Use& use);

enum class RetireRight : std::uint8_t {
  None,
  OfGrant,    // the caller is named by the grant itself
  OfAccount,  // the caller's account may, and so whom its policies let
};

// May they retire the grant? Nobody has the right by a key policy.
RetireRight retire_right(const Grant& grant, const Requester& who);

// --- implementation ------------------------------------------------------------------------------

namespace evaluation {

template <class Accept>
const Grant* first_of(std::span<const Grant* const> candidates, const Use& use, Accept& accept) {
  for (const Grant* grant : candidates)
    if (applies(*grant, use) && accept(*grant)) return grant;
  return nullptr;
}

// The grants to the account itself, under the name it has in the partition of `arn`.
std::span<const Grant* const> of_account(const KeyGrants& grants, std::string_view arn,
                                         std::string_view account);

}  // namespace evaluation

template <class Accept>
const Grant* find_applicable(const KeyGrants& grants, const Use& use, Accept&& accept) {
  if (grants.in_order().empty() || use.who.arns.empty()) return nullptr;
  for (const std::string_view arn : use.who.arns)
    if (const Grant* grant = evaluation::first_of(grants.of_grantee(arn), use, accept))
      return grant;
  return evaluation::first_of(evaluation::of_account(grants, use.who.arns.front(), use.who.account),
                              use, accept);
}

}  // namespace trent::grants
