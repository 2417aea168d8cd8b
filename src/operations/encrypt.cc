// Source: kms-behaviour.md section 5.3.
#include "operations/encrypt.h"

#include "keys/key_specs.h"

namespace trent::operations {

Result<EncryptResponse> encrypt(Call& call, const EncryptRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  TRY(keys::require_algorithm_fits(key.record().spec, request.encryption_algorithm));
  TRY(stop_if_dry_run(request.dry_run));
  // The context is authenticated, not stored: Decrypt must be given the same one.
  TRY_ASSIGN(auto encrypted,
             call.services().materials.encrypt(key, request.plaintext, request.encryption_context));
  return EncryptResponse{
      .ciphertext_blob = std::move(encrypted.blob),
      .key_id = key.record().arn(),
      .encryption_algorithm = request.encryption_algorithm,
  };
}

}  // namespace trent::operations
