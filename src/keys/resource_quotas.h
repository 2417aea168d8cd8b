// keys/resource_quotas.h: how much an account may have, as far as an operator decides about it.
//
// The quotas that nobody decides about stand with what they limit: tags (keys/tags.h), rotations on
// demand (keys/rotation.h), bytes of a policy (policy/document.h).
//
// Source: kms-behaviour.md 12.1.
#pragma once

#include <cstddef>

namespace trent::keys {

struct ResourceQuotas {
  // Customer managed keys in one account and Region, in every state.
  std::size_t keys_max = 100'000;
  std::size_t aliases_per_key_max = 50;
};

}  // namespace trent::keys
