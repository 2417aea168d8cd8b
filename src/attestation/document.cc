#include "attestation/document.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "attestation/internal/cbor_encoding.h"
#include "attestation/internal/payload.h"
#include "base/encoding.h"
#include "crypto/cms.h"
#include "crypto/raw_ecdsa.h"

namespace trent::attestation {
namespace {

using internal::Payload;
using internal::SignedParts;

constexpr Duration kAheadMax = std::chrono::minutes(5);
constexpr std::size_t kSha384Bytes = 48;

std::unexpected<Error> invalid(std::string text) {
  return fail(ErrorCode::Validation, std::move(text));
}

// Sig_structure (RFC 8152, 4.4), without external data.
Bytes signed_message(const SignedParts& parts) {
  return internal::cbor_array(std::array{
      internal::cbor_text("Signature1"),
      internal::cbor_bytes(parts.protected_header),
      internal::cbor_bytes({}),
      internal::cbor_bytes(parts.payload),
  });
}

Result<crypto::CertifiedKey> certified_key(const Payload& payload, const TrustAnchors& anchors,
                                           Timestamp now) {
  auto key = crypto::verify_certificate_chain(payload.certificate, payload.cabundle, anchors, now);
  if (key) return key;
  Error error = std::move(key).error();
  error.message = fmt::format("The attestation document's certificate chain is not valid: {}.",
                              error.message.value_or(""));
  return std::unexpected(std::move(error));
}

Result<Timestamp> checked_timestamp(const Payload& payload, const crypto::CertifiedKey& certified,
                                    Timestamp now) {
  const Timestamp latest = now + kAheadMax;
  // Before it becomes a Timestamp, which is signed.
  if (payload.timestamp_milliseconds >
      static_cast<std::uint64_t>(latest.time_since_epoch().count()))
    return invalid("The attestation document's timestamp is in the future.");
  const Timestamp timestamp{Duration(static_cast<std::int64_t>(payload.timestamp_milliseconds))};
  if (timestamp < certified.not_before || timestamp >= certified.not_after)
    return invalid(
        "The attestation document's timestamp is outside the validity of its certificate.");
  return timestamp;
}

Result<crypto::PublicKey> recipient_of(const Payload& payload) {
  auto key = crypto::PublicKey::from_spki(crypto::KeyType::Rsa2048, payload.public_key);
  if (!key || !crypto::is_fit_for_envelopes(*key))
    return invalid("The attestation document's public_key is not a valid RSA-2048 key.");
  return key;
}

Bytes copy_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

std::optional<Bytes> copy_of(std::optional<ByteView> bytes) {
  return bytes ? std::optional(copy_of(*bytes)) : std::nullopt;
}

}  // namespace

Result<Attestation> verify_document(ByteView document, const TrustAnchors& anchors, Timestamp now) {
  if (anchors.empty())
    return invalid(
        "The attestation document cannot be verified: no attestation root is configured.");
  TRY_ASSIGN(const SignedParts parts, internal::parse_cose_sign1(document));
  TRY_ASSIGN(const Payload payload, internal::parse_payload(parts.payload));
  TRY_ASSIGN(const crypto::CertifiedKey certified, certified_key(payload, anchors, now));
  if (!crypto::verify_raw_ecdsa(certified.key, crypto::Hash::Sha384, signed_message(parts),
                                parts.signature))
    return invalid("The attestation document's signature is not valid.");
  TRY_ASSIGN(const Timestamp timestamp, checked_timestamp(payload, certified, now));
  TRY_ASSIGN(crypto::PublicKey recipient, recipient_of(payload));
  Attestation attestation{.module_id = std::string(payload.module_id),
                          .timestamp = timestamp,
                          .pcrs = {},
                          .recipient = std::move(recipient),
                          .user_data = copy_of(payload.user_data),
                          .nonce = copy_of(payload.nonce)};
  for (const auto& [index, value] : payload.pcrs) attestation.pcrs.emplace(index, copy_of(value));
  return attestation;
}

std::map<std::string, std::string> condition_keys(const Attestation& attestation) {
  std::map<std::string, std::string> keys;
  for (const auto& [index, value] : attestation.pcrs)
    keys.emplace(fmt::format("kms:RecipientAttestation:PCR{}", index), hex(value));
  const auto image = attestation.pcrs.find(0);
  if (image != attestation.pcrs.end() && image->second.size() == kSha384Bytes)
    keys.emplace("kms:RecipientAttestation:ImageSha384", hex(image->second));
  return keys;
}

}  // namespace trent::attestation
