// policy/actions.h: what a request asks to do ("kms:Decrypt"), and sets of such actions.
//
// The permissions of KMS and of STS are numbered, so that a set of them is a bit mask and a
// statement that does not name the action costs one look. Any other action ("iam:CreateUser") goes
// by its name.
//
// Source: kms-security.md 6.1, 6.2 (permissions that are not operations), 2.5 (STS).
#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>

#include "keys/operation.h"

namespace trent::policy {

inline constexpr std::size_t kNumberedActions = enum_names<keys::Operation>.size() + 12;
inline constexpr std::uint8_t kUnnumbered = 0xFF;
static_assert(kNumberedActions < kUnnumbered);

using ActionMask = std::bitset<kNumberedActions>;

struct Action {
  std::string_view name;  // with its service, as AWS spells it
  std::uint8_t number = kUnnumbered;
};

// The permission that carries the operation's name. ReEncrypt has none: it needs kReEncryptFrom and
// kReEncryptTo.
Action action_of(keys::Operation operation);
// `name` in any case. What is not numbered keeps the view it was given.
Action action_named(std::string_view name);

extern const Action kReEncryptFrom;
extern const Action kReEncryptTo;

// The numbered actions that a pattern of the Action element covers: `*` and `?`, any case.
ActionMask actions_matching(std::string_view pattern);
// The same for one action that is not numbered.
bool action_matches(std::string_view pattern, std::string_view name);

}  // namespace trent::policy
