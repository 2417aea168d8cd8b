// Source: kms-behaviour.md sections 4.4 and 5.3.
#include "operations/encrypt.h"

#include "material/encryption.h"

namespace trent::operations {

Result<EncryptResponse> encrypt(Call& call, const EncryptRequest& request) {
  const keys::EncryptionAlgorithm algorithm = request.encryption_algorithm;
  TRY(material::require_context_fits(algorithm, request.encryption_context));
  call.use_context(request.encryption_context);
  TRY_ASSIGN(const access::AdmittedKey key, admit_for_algorithm(call, request.key_id, algorithm));
  TRY(material::require_plaintext_fits(key.record().spec, algorithm, request.plaintext));
  TRY(stop_if_dry_run(request.dry_run));
  // The context is authenticated, not stored: Decrypt must be given the same one.
  TRY_ASSIGN(auto encrypted, material::encrypt(call.services().materials, key, algorithm,
                                               request.plaintext, request.encryption_context));
  call.note_material("keyMaterialId", encrypted.material_id);
  return EncryptResponse{
      .ciphertext_blob = std::move(encrypted.ciphertext),
      .key_id = key.record().arn(),
      .encryption_algorithm = algorithm,
  };
}

}  // namespace trent::operations
