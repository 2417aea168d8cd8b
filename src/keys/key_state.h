// keys/key_state.h: the state a key is in, and what each operation may do in it.
//
// A state is never stored: it follows from the record and the time, so that material that expires
// or is deleted takes effect at once. The table of operations and states is wire behaviour.
//
// Source: kms-behaviour.md section 3.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/enum_names.h"
#include "base/error.h"
#include "keys/key_record.h"
#include "keys/operation.h"

namespace trent::keys {

enum class KeyState : std::uint8_t {
  Creating,
  Enabled,
  Disabled,
  PendingDeletion,
  PendingImport,
  PendingReplicaDeletion,
  Unavailable,
  Updating,
};

KeyState state_at(const KeyRecord& key, Timestamp now);

// True once the deletion date has passed: such a key does not exist any more, erased or not.
bool is_gone_at(const KeyRecord& key, Timestamp now);

// Succeeds if `operation` may act on `key` in its state at `now`.
// Errors: Disabled, InvalidState, UnsupportedOperation, with AWS's texts.
Result<void> require_state_allows(Operation operation, const KeyRecord& key, Timestamp now);

}  // namespace trent::keys

template <>
inline constexpr std::array trent::enum_names<trent::keys::KeyState> =
    std::to_array<std::string_view>({"Creating", "Enabled", "Disabled", "PendingDeletion",
                                     "PendingImport", "PendingReplicaDeletion", "Unavailable",
                                     "Updating"});
