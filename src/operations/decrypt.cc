#include "operations/decrypt.h"

#include "operations/ciphertext_source.h"
#include "operations/recipient.h"

namespace trent::operations {

Result<DecryptResponse> decrypt(Call& call, const DecryptRequest& request) {
  const CiphertextSource source{
      .blob = request.ciphertext_blob,
      .key_id = request.key_id,
      .key_id_member = "KeyId",
      .algorithm = request.encryption_algorithm,
      .context = request.encryption_context,
      .dry_run = request.dry_run,
      .dry_run_modifiers = request.dry_run_modifiers,
  };
  TRY(require_members_fit(source));
  TRY_ASSIGN(const Recipient recipient, verify_recipient(call, request.recipient));
  TRY_ASSIGN(const access::AdmittedKey key, admit_source_key(call, "Decrypt", source));
  if (source.ignores_ciphertext()) TRY(stop_if_dry_run(true));
  TRY_ASSIGN(auto decrypted, decrypt_source(call, key, source));
  TRY(stop_if_dry_run(request.dry_run));
  TRY_ASSIGN(auto envelope, sealed_for(recipient, decrypted.plaintext));
  call.note_material("keyMaterialId", decrypted.material_id);
  return DecryptResponse{
      .key_id = key.record().arn(),
      .plaintext = in_plain(recipient, std::move(decrypted.plaintext)),
      .encryption_algorithm = request.encryption_algorithm,
      .ciphertext_for_recipient = std::move(envelope),
      .key_material_id = recipient ? std::nullopt : text_of(decrypted.material_id),
  };
}

}  // namespace trent::operations
