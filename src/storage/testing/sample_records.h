// storage/testing/sample_records.h: records for tests, complete and each a little different.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "grants/grant.h"
#include "identity/records.h"
#include "keys/key_record.h"

namespace trent::storage {

inline Timestamp at_second(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}

inline keys::Scope sample_scope() {
  return {keys::AccountId("111122223333"), keys::Region("eu-central-1")};
}

// "00000000-0000-4000-8000-000000000007" for 7: sorts like the number.
keys::KeyId sample_key_id(std::uint64_t number);
keys::KeyRef sample_key_ref(std::uint64_t number);
keys::AliasRef sample_alias_ref(std::string_view name);  // "alias/" is put in front

// 64 bytes of which no other arguments give even a piece.
Bytes sample_wrapped(std::uint64_t number, std::uint64_t generation = 0);

keys::MaterialVersion sample_material(std::uint64_t number, std::uint64_t generation = 0);
// A new key (revision 0) with one material and one tag.
keys::KeyRecord sample_key(std::uint64_t number);
keys::AliasRecord sample_alias(std::string_view name, std::uint64_t target);
// A new grant (ordinal 0) without name, retiring principal and constraints. Its id is `number`.
grants::Grant sample_grant(std::uint64_t number, std::uint64_t key);
identity::AccessKeyRecord sample_access_key(std::string_view id);
// A new entity (revision 0) of the kind, with something in every member of its details.
identity::EntityRecord sample_entity(identity::EntityKind kind, std::string_view name);

// A key in which every field has a value that is easily lost: empty, NUL, not ASCII, large,
// extreme.
keys::KeyRecord demanding_key(std::uint64_t number);

}  // namespace trent::storage
