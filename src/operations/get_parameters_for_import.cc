// Source: kms-behaviour.md section 6.2.
#include "operations/get_parameters_for_import.h"

#include "keys/import_wrapping.h"
#include "material/import_tokens.h"

namespace trent::operations {
Result<GetParametersForImportResponse> get_parameters_for_import(
    Call& call, const GetParametersForImportRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  TRY(keys::require_wrapping_fits(key.record().spec, call.scope().region,
                                  request.wrapping_algorithm, request.wrapping_key_spec));
  TRY_ASSIGN(auto issued, material::issue_import_token(
                              call.services().deployment_keys, key.record().ref,
                              {request.wrapping_algorithm, request.wrapping_key_spec}, call.now()));
  return GetParametersForImportResponse{
      .key_id = key.record().arn(),
      .import_token = std::move(issued.token),
      .public_key = std::move(issued.public_key),
      .parameters_valid_to = issued.valid_to,
  };
}

}  // namespace trent::operations
