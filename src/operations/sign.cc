// Source: kms-behaviour.md section 4.5.
#include "operations/sign.h"

#include "material/signing.h"

namespace trent::operations {

Result<SignResponse> sign(Call& call, const SignRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key,
             admit_for_algorithm(call, request.key_id, request.signing_algorithm));
  const material::SigningInput input{request.signing_algorithm, request.message_type,
                                     request.message};
  TRY(material::require_message_fits(input));
  TRY(stop_if_dry_run(request.dry_run));
  TRY_ASSIGN(Bytes signature, material::sign(call.services().materials, key, input));
  return SignResponse{key.record().arn(), std::move(signature), request.signing_algorithm};
}

}  // namespace trent::operations
