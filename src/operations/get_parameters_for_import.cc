// Source: kms-behaviour.md section 6.2.
#include "operations/get_parameters_for_import.h"

#include <fmt/format.h>

#include "material/import_tokens.h"

namespace trent::operations {
namespace {

// RSAES_PKCS1_V1_5 is in the enumeration and has not been usable since October 2023; SM2 is for
// China.
Result<void> require_usable(const GetParametersForImportRequest& request) {
  if (request.wrapping_algorithm == keys::WrappingAlgorithm::RSAES_PKCS1_V1_5 ||
      request.wrapping_algorithm == keys::WrappingAlgorithm::SM2PKE)
    return fail(
        ErrorCode::UnsupportedOperation,
        fmt::format("WrappingAlgorithm {} is not supported.", name_of(request.wrapping_algorithm)));
  if (request.wrapping_key_spec == keys::WrappingKeySpec::SM2)
    return fail(ErrorCode::UnsupportedOperation, "WrappingKeySpec SM2 is not supported.");
  return {};
}

}  // namespace

Result<GetParametersForImportResponse> get_parameters_for_import(
    Call& call, const GetParametersForImportRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  TRY(require_usable(request));
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
