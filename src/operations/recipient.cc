#include "operations/recipient.h"

#include "base/encoding.h"
#include "crypto/cms.h"

namespace trent::operations {
namespace {

// The model marks both members optional, and neither is of use without the other.
Result<ByteView> document_of(const RecipientInfo& recipient) {
  if (!recipient.key_encryption_algorithm)
    return missing_member("KeyEncryptionAlgorithm", "recipient");
  if (!recipient.attestation_document) return missing_member("AttestationDocument", "recipient");
  return ByteView(*recipient.attestation_document);
}

void note_recipient(audit::Event& event, const attestation::Attestation& attestation) {
  event.recipient.emplace_back("attestationDocumentModuleId", attestation.module_id);
  const auto image = attestation.pcrs.find(0);
  if (image != attestation.pcrs.end())
    event.recipient.emplace_back("attestationDocumentEnclaveImageDigest", hex(image->second));
}

}  // namespace

Result<Recipient> verify_recipient(Call& call, const std::optional<RecipientInfo>& recipient) {
  if (!recipient) return Recipient();
  TRY_ASSIGN(const ByteView document, document_of(*recipient));
  TRY_ASSIGN(auto attestation, attestation::verify_document(
                                   document, call.services().attestation_anchors, call.now()));
  for (auto& [name, value] : attestation::condition_keys(attestation)) call.prove(name, value);
  note_recipient(call.event(), attestation);
  return Recipient(std::move(attestation));
}

Result<std::optional<Bytes>> sealed_for(const Recipient& recipient, const SecretBytes& secret) {
  if (!recipient) return std::optional<Bytes>();
  TRY_ASSIGN(Bytes envelope, crypto::enveloped_for(recipient->recipient, secret));
  return std::optional(std::move(envelope));
}

std::optional<SecretBytes> in_plain(const Recipient& recipient, SecretBytes secret) {
  return recipient ? std::nullopt : std::optional(std::move(secret));
}

}  // namespace trent::operations
