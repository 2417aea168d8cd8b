// attestation/document.h: attestation documents of AWS Nitro Enclaves, with which a caller proves
// what code it is and names the public key to which its answers are encrypted.
//
// Source: kms-behaviour.md 11.2; RFC 8152 (COSE); RFC 8949 (CBOR).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/certificate_chain.h"

namespace trent::attestation {

// The roots that documents may be certified under; empty when the operator configured none.
using TrustAnchors = crypto::TrustAnchors;

// What a verified document says.
struct Attestation {
  std::string module_id;           // not empty; chosen by the signer, any bytes
  Timestamp timestamp;             // when the document was made
  std::map<unsigned, Bytes> pcrs;  // platform configuration registers by index, 0 to 31
  crypto::PublicKey recipient;     // KeyType::Rsa2048
  std::optional<Bytes> user_data;  // up to 512 bytes
  std::optional<Bytes> nonce;      // up to 512 bytes
};

// Verifies `document`, a COSE_Sign1 with or without its tag, at the time `now`: its form, the chain
// from its certificate to one of `anchors`, its signature, its time, and that its public key can be
// encrypted to. A document made more than five minutes after `now` is refused; how old it may be is
// limited by the validity of its certificate only.
// Errors: Validation, with a sentence that quotes nothing of the document.
Result<Attestation> verify_document(ByteView document, const TrustAnchors& anchors, Timestamp now);

// What policies may compare, by the names of the condition keys: the registers in lower-case
// hexadecimal as kms:RecipientAttestation:PCR<n>, and PCR0 also as
// kms:RecipientAttestation:ImageSha384 when it is a SHA-384.
std::map<std::string, std::string> condition_keys(const Attestation& attestation);

}  // namespace trent::attestation
