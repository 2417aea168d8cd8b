// Source: kms-behaviour.md section 4.6.
#include "operations/verify_mac.h"

#include "keys/key_specs.h"
#include "material/mac.h"

namespace trent::operations {

Result<VerifyMacResponse> verify_mac(Call& call, const VerifyMacRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  TRY(keys::require_algorithm_fits(key.record().spec, request.mac_algorithm));
  TRY_ASSIGN(const bool valid,
             material::verify_mac(call.services().materials, key, request.mac_algorithm,
                                  request.message, request.mac));
  if (!valid) return fail_silently(ErrorCode::KmsInvalidMac);
  TRY(stop_if_dry_run(request.dry_run));
  return VerifyMacResponse{key.record().arn(), valid, request.mac_algorithm};
}

}  // namespace trent::operations
