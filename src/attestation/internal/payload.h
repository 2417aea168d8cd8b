// attestation/internal/payload.h: the CBOR of an attestation document, taken apart and held against
// every rule of its form. Nothing here is verified yet.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"

namespace trent::attestation::internal {

// The parts of a COSE_Sign1 (RFC 8152, 4.2). Views into the document.
struct SignedParts {
  ByteView protected_header;  // encoded {1: -35}: ES384
  ByteView payload;           // 1 to 16384 bytes
  ByteView signature;
};

// Errors: Validation. Nothing may follow the structure.
Result<SignedParts> parse_cose_sign1(ByteView document);

// Views into the payload.
struct Payload {
  std::string_view module_id;
  std::uint64_t timestamp_milliseconds = 0;  // since the Unix epoch
  std::map<unsigned, ByteView> pcrs;
  ByteView certificate;            // DER
  std::vector<ByteView> cabundle;  // DER; AWS begins with the root
  ByteView public_key;             // DER SubjectPublicKeyInfo
  std::optional<ByteView> user_data;
  std::optional<ByteView> nonce;
};

// Errors: Validation. Members that the specification does not know are refused: a new one could
// limit what a document is good for.
Result<Payload> parse_payload(ByteView payload);

}  // namespace trent::attestation::internal
