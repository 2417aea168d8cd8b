// attestation/internal/cbor_encoding.h: CBOR (RFC 8949) items as bytes, in the shortest form.
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.h"

namespace trent::attestation::internal {

Bytes cbor_text(std::string_view text);
Bytes cbor_bytes(ByteView bytes);
// Of elements that are encoded already.
Bytes cbor_array(std::span<const Bytes> elements);

}  // namespace trent::attestation::internal
