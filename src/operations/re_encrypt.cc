// Source: kms-behaviour.md section 5.6.
#include "operations/re_encrypt.h"

#include "keys/key_specs.h"
#include "material/encryption.h"
#include "operations/ciphertext_source.h"
#include "operations/members.h"

namespace trent::operations {
namespace {

// For either permission, so before the first is asked for.
void prove_whether_same_key(Call& call, const CiphertextSource& source,
                            const std::string& destination_key_id) {
  const auto from = key_named_by(call, source);
  const bool same = from && from == call.key_named(destination_key_id);
  call.prove("kms:ReEncryptOnSameKey", same ? "true" : "false");
}

}  // namespace

Result<ReEncryptResponse> re_encrypt(Call& call, const ReEncryptRequest& request) {
  const CiphertextSource source{
      .blob = request.ciphertext_blob,
      .key_id = request.source_key_id,
      .key_id_member = "SourceKeyId",
      .algorithm = request.source_encryption_algorithm,
      .context = request.source_encryption_context,
      .dry_run = request.dry_run,
      .dry_run_modifiers = request.dry_run_modifiers,
  };
  TRY(require_members_fit(source));
  const keys::EncryptionAlgorithm algorithm = request.destination_encryption_algorithm;
  TRY(material::require_context_fits(algorithm, request.destination_encryption_context));
  prove_whether_same_key(call, source, request.destination_key_id);
  TRY_ASSIGN(const access::AdmittedKey from, admit_source_key(call, "ReEncryptFrom", source));
  call.use_context(request.destination_encryption_context);
  TRY_ASSIGN(const access::AdmittedKey to,
             call.admit_for("ReEncryptTo", request.destination_key_id));
  TRY(keys::require_algorithm_fits(to.record().spec, algorithm));
  if (source.ignores_ciphertext()) TRY(stop_if_dry_run(true));
  TRY_ASSIGN(const auto decrypted, decrypt_source(call, from, source));
  TRY(material::require_plaintext_fits(to.record().spec, algorithm, decrypted.plaintext));
  TRY(stop_if_dry_run(request.dry_run));
  TRY_ASSIGN(auto encrypted,
             material::encrypt(call.services().materials, to, algorithm, decrypted.plaintext,
                               request.destination_encryption_context));
  call.note_material("sourceKeyMaterialId", decrypted.material_id);
  call.note_material("destinationKeyMaterialId", encrypted.material_id);
  return ReEncryptResponse{
      .ciphertext_blob = std::move(encrypted.ciphertext),
      .source_key_id = from.record().arn(),
      .key_id = to.record().arn(),
      .source_encryption_algorithm = request.source_encryption_algorithm,
      .destination_encryption_algorithm = algorithm,
      .source_key_material_id = text_of(decrypted.material_id),
      .destination_key_material_id = text_of(encrypted.material_id),
  };
}

}  // namespace trent::operations
