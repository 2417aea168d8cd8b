// attestation/testing/cbor.h: CBOR items as bytes, for documents that say anything.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace trent::attestation::testing::cbor {

using Pairs = std::vector<std::pair<Bytes, Bytes>>;

enum class Length : std::uint8_t { Definite, Indefinite };

Bytes unsigned_number(std::uint64_t value);
// -1 - `value`
Bytes negative_number(std::uint64_t value);
Bytes text(std::string_view value);
Bytes bytes(ByteView value);
Bytes null();
// Elements, names, values and the tagged item are encoded already.
Bytes array(const std::vector<Bytes>& elements, Length length = Length::Definite);
Bytes map(const Pairs& pairs, Length length = Length::Definite);
Bytes tagged(std::uint64_t tag, ByteView item);

}  // namespace trent::attestation::testing::cbor
