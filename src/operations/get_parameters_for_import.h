// operations/get_parameters_for_import.h: GetParametersForImport hands out a wrapping key and a
// token.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct GetParametersForImportRequest {
  std::string key_id;
  keys::WrappingAlgorithm wrapping_algorithm{};
  keys::WrappingKeySpec wrapping_key_spec{};
};

struct GetParametersForImportResponse {
  std::string key_id;
  Bytes import_token;
  Bytes public_key;
  Timestamp parameters_valid_to{};
};

Result<GetParametersForImportResponse> get_parameters_for_import(
    Call& call, const GetParametersForImportRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GetParametersForImportRequest> = std::tuple{
    member("KeyId",             &operations::GetParametersForImportRequest::key_id, kRequired | kKeyId),
    member("WrappingAlgorithm", &operations::GetParametersForImportRequest::wrapping_algorithm, kRequired),
    member("WrappingKeySpec",   &operations::GetParametersForImportRequest::wrapping_key_spec, kRequired),
};

// The model gives PublicKey the sensitive plaintext type; a public key is not secret, so its type is not.
template <>
inline constexpr auto trent::wire::shape<trent::operations::GetParametersForImportResponse> = std::tuple{
    member("KeyId",             &operations::GetParametersForImportResponse::key_id, kKeyId),
    member("ImportToken",       &operations::GetParametersForImportResponse::import_token, kCiphertext),
    member("PublicKey",         &operations::GetParametersForImportResponse::public_key, kPlaintext),
    member("ParametersValidTo", &operations::GetParametersForImportResponse::parameters_valid_to),
};
// clang-format on
