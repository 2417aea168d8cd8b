// storage/sqlite/entity_details.h: the details of an entity as JSON text
// (identity/record_shapes.h).
#pragma once

#include <optional>
#include <string_view>

#include "base/secret_bytes.h"
#include "identity/records.h"

namespace trent::storage::sqlite {

SecretBuffer encode_details(const identity::Details& details);
// Nothing for a text that this version cannot understand.
std::optional<identity::Details> decode_details(identity::EntityKind kind, std::string_view text);

}  // namespace trent::storage::sqlite
