// Source: kms-behaviour.md section 4.5.
#include "operations/verify.h"

#include "material/signing.h"

namespace trent::operations {

Result<VerifyResponse> verify(Call& call, const VerifyRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key,
             admit_for_algorithm(call, request.key_id, request.signing_algorithm));
  const material::SigningInput input{request.signing_algorithm, request.message_type,
                                     request.message};
  TRY(material::require_message_fits(input));
  TRY_ASSIGN(const bool valid,
             material::verify(call.services().materials, key, input, request.signature));
  if (!valid) return fail_silently(ErrorCode::KmsInvalidSignature);
  TRY(stop_if_dry_run(request.dry_run));
  return VerifyResponse{key.record().arn(), valid, request.signing_algorithm};
}

}  // namespace trent::operations
