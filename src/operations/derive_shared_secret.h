// operations/derive_shared_secret.h: DeriveSharedSecret agrees on a secret with the owner of
// another key on the same curve.
#pragma once

#include "operations/call.h"
#include "operations/members.h"

namespace trent::operations {

struct DeriveSharedSecretRequest {
  std::string key_id;
  keys::KeyAgreementAlgorithm key_agreement_algorithm{};
  Bytes public_key;  // the other side's: DER SubjectPublicKeyInfo
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
  std::optional<RecipientInfo> recipient;
};

struct DeriveSharedSecretResponse {
  std::string key_id;
  std::optional<SecretBytes> shared_secret;
  std::optional<Bytes> ciphertext_for_recipient;
  keys::KeyAgreementAlgorithm key_agreement_algorithm{};
  keys::Origin key_origin{};
};

Result<DeriveSharedSecretResponse> derive_shared_secret(Call& call,
                                                        const DeriveSharedSecretRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::DeriveSharedSecretRequest> = std::tuple{
    member("KeyId",                 &operations::DeriveSharedSecretRequest::key_id, kRequired | kKeyId),
    member("KeyAgreementAlgorithm", &operations::DeriveSharedSecretRequest::key_agreement_algorithm, kRequired),
    member("PublicKey",             &operations::DeriveSharedSecretRequest::public_key, kRequired | kPublicKey),
    member("GrantTokens",           &operations::DeriveSharedSecretRequest::grant_tokens, kGrantTokens),
    member("DryRun",                &operations::DeriveSharedSecretRequest::dry_run),
    member("Recipient",             &operations::DeriveSharedSecretRequest::recipient),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::DeriveSharedSecretResponse> = std::tuple{
    member("KeyId",                  &operations::DeriveSharedSecretResponse::key_id, kKeyId),
    member("SharedSecret",           &operations::DeriveSharedSecretResponse::shared_secret, kPlaintext),
    member("CiphertextForRecipient", &operations::DeriveSharedSecretResponse::ciphertext_for_recipient, kCiphertext),
    member("KeyAgreementAlgorithm",  &operations::DeriveSharedSecretResponse::key_agreement_algorithm),
    member("KeyOrigin",              &operations::DeriveSharedSecretResponse::key_origin),
};
// clang-format on
