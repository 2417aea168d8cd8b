// Source: kms-behaviour.md section 4.10.
#include "operations/decapsulate.h"

#include "material/key_agreement.h"

namespace trent::operations {

Result<DecapsulateResponse> decapsulate(Call& call, const DecapsulateRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key,
             admit_for_algorithm(call, request.key_id, request.encapsulation_algorithm));
  TRY_ASSIGN(SecretBytes secret, material::decapsulate(call.services().materials, key,
                                                       request.shared_secret_ciphertext_blob));
  TRY(stop_if_dry_run(request.dry_run));
  return DecapsulateResponse{key.record().arn(), std::move(secret),
                             request.encapsulation_algorithm};
}

}  // namespace trent::operations
