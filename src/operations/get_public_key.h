// operations/get_public_key.h: GetPublicKey gives out the public key of an asymmetric key.
#pragma once

#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct GetPublicKeyRequest {
  std::string key_id;
  std::vector<std::string> grant_tokens;
};

struct GetPublicKeyResponse {
  std::string key_id;
  Bytes public_key;                          // DER SubjectPublicKeyInfo
  keys::KeySpec customer_master_key_spec{};  // always the same word as KeySpec
  keys::KeySpec key_spec{};
  keys::KeyUsage key_usage{};
  std::optional<std::vector<keys::EncryptionAlgorithm>> encryption_algorithms;
  std::optional<std::vector<keys::SigningAlgorithm>> signing_algorithms;
  std::optional<std::vector<keys::KeyAgreementAlgorithm>> key_agreement_algorithms;
  std::optional<std::vector<keys::EncapsulationAlgorithm>> encapsulation_algorithms;
};

Result<GetPublicKeyResponse> get_public_key(Call& call, const GetPublicKeyRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GetPublicKeyRequest> = std::tuple{
    member("KeyId",       &operations::GetPublicKeyRequest::key_id, kRequired | kKeyId),
    member("GrantTokens", &operations::GetPublicKeyRequest::grant_tokens, kGrantTokens),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GetPublicKeyResponse> = std::tuple{
    member("KeyId",                   &operations::GetPublicKeyResponse::key_id, kKeyId),
    member("PublicKey",               &operations::GetPublicKeyResponse::public_key, kPublicKey),
    member("CustomerMasterKeySpec",   &operations::GetPublicKeyResponse::customer_master_key_spec),
    member("KeySpec",                 &operations::GetPublicKeyResponse::key_spec),
    member("KeyUsage",                &operations::GetPublicKeyResponse::key_usage),
    member("EncryptionAlgorithms",    &operations::GetPublicKeyResponse::encryption_algorithms),
    member("SigningAlgorithms",       &operations::GetPublicKeyResponse::signing_algorithms),
    member("KeyAgreementAlgorithms",  &operations::GetPublicKeyResponse::key_agreement_algorithms),
    member("EncapsulationAlgorithms", &operations::GetPublicKeyResponse::encapsulation_algorithms),
};
// clang-format on
