// Source: kms-behaviour.md section 4.6.
#include "operations/verify_mac.h"

#include "material/mac.h"

namespace trent::operations {

Result<VerifyMacResponse> verify_mac(Call& call, const VerifyMacRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key,
             admit_for_algorithm(call, request.key_id, request.mac_algorithm));
  TRY_ASSIGN(const bool valid,
             material::verify_mac(call.services().materials, key, request.mac_algorithm,
                                  request.message, request.mac));
  if (!valid) return fail_silently(ErrorCode::KmsInvalidMac);
  TRY(stop_if_dry_run(request.dry_run));
  return VerifyMacResponse{key.record().arn(), valid, request.mac_algorithm};
}

}  // namespace trent::operations
