// Source: kms-behaviour.md section 4.10.
#include "operations/encapsulate.h"

#include "material/key_agreement.h"

namespace trent::operations {

Result<EncapsulateResponse> encapsulate(Call& call, const EncapsulateRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key,
             admit_for_algorithm(call, request.key_id, request.encapsulation_algorithm));
  TRY(stop_if_dry_run(request.dry_run));
  TRY_ASSIGN(auto made, material::encapsulate(call.services().materials, key));
  return EncapsulateResponse{key.record().arn(), std::move(made.shared_secret),
                             std::move(made.ciphertext), request.encapsulation_algorithm};
}

}  // namespace trent::operations
