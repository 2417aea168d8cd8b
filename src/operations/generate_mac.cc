// Source: kms-behaviour.md section 4.6.
#include "operations/generate_mac.h"

#include "material/mac.h"

namespace trent::operations {

Result<GenerateMacResponse> generate_mac(Call& call, const GenerateMacRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key,
             admit_for_algorithm(call, request.key_id, request.mac_algorithm));
  TRY(stop_if_dry_run(request.dry_run));
  TRY_ASSIGN(Bytes mac, material::generate_mac(call.services().materials, key,
                                               request.mac_algorithm, request.message));
  return GenerateMacResponse{std::move(mac), request.mac_algorithm, key.record().arn()};
}

}  // namespace trent::operations
