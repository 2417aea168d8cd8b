// grants/grant.h: what is known of a grant, and of all grants of a key. Plain data, stored as it
// is; nothing of it is secret, and nothing of it ever changes.
//
// Source: kms-security.md sections 7.1 and 7.8.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "grants/operation.h"
#include "grants/principal.h"
#include "keys/encryption_context.h"
#include "keys/ids.h"

namespace trent::grants {

using GrantId = StrongString<struct GrantIdTag>;  // 64 lower-case hex digits

bool is_grant_id(std::string_view text);

inline constexpr std::size_t kGrantsPerKeyMax = 50'000;

enum class ContextMatch : std::uint8_t { EncryptionContextEquals, EncryptionContextSubset };

struct ContextConstraint {
  ContextMatch match = ContextMatch::EncryptionContextEquals;
  keys::EncryptionContext pairs;

  bool operator==(const ContextConstraint&) const = default;
};

struct Constraints {
  std::optional<ContextConstraint> context;
  std::optional<std::string> source_arn;

  bool operator==(const Constraints&) const = default;
};

struct Grant {
  GrantId id;
  keys::KeyRef key;
  std::uint64_t ordinal = 0;  // 0: not stored yet. The store counts up, in order of creation
  std::string name;           // empty when none was given
  Principal grantee;
  std::optional<Principal> retiring;
  OperationSet operations;
  Constraints constraints;
  keys::AccountId issuing_account;  // of whoever created it, which need not be the key's
  Timestamp created{};

  bool operator==(const Grant&) const = default;
};

// Whether creating `one` would only repeat `other`: both have the same name, not none, and are the
// same in all that the request said.
bool is_repeat_of(const Grant& one, const Grant& other);

// All grants of one key, immutable, with a way to find those of a grantee.
class KeyGrants {
 public:
  // `grants` in order of creation.
  KeyGrants(keys::KeyRef key, std::vector<Grant> grants);
  KeyGrants(const KeyGrants&) = delete;
  KeyGrants& operator=(const KeyGrants&) = delete;

  const keys::KeyRef ref;
  std::span<const Grant> in_order() const { return grants_; }
  // Those whose grantee has this name. Looking takes the logarithm of the number of grants.
  std::span<const Grant* const> of_grantee(std::string_view name) const;

 private:
  std::vector<Grant> grants_;
  std::vector<const Grant*> by_grantee_;  // ordered by the grantee's name, then by creation
};

}  // namespace trent::grants

template <>
inline constexpr std::array trent::enum_names<trent::grants::ContextMatch> =
    std::to_array<std::string_view>({"EncryptionContextEquals", "EncryptionContextSubset"});
