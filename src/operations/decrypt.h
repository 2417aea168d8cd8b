// operations/decrypt.h: Decrypt gives back what Encrypt and the data key operations encrypted.
#pragma once

#include "keys/encryption_context.h"
#include "operations/call.h"
#include "operations/members.h"

namespace trent::operations {

struct DecryptRequest {
  std::optional<Bytes> ciphertext_blob;
  keys::EncryptionContext encryption_context;
  std::vector<std::string> grant_tokens;
  std::optional<std::string> key_id;
  keys::EncryptionAlgorithm encryption_algorithm = keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
  std::optional<RecipientInfo> recipient;
  bool dry_run = false;
  std::vector<keys::DryRunModifier> dry_run_modifiers;
};

struct DecryptResponse {
  std::string key_id;
  std::optional<SecretBytes> plaintext;
  keys::EncryptionAlgorithm encryption_algorithm{};
  std::optional<Bytes> ciphertext_for_recipient;
  std::optional<std::string> key_material_id;
};

Result<DecryptResponse> decrypt(Call& call, const DecryptRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::DecryptRequest> = std::tuple{
    member("CiphertextBlob",      &operations::DecryptRequest::ciphertext_blob, kCiphertext),
    member("EncryptionContext",   &operations::DecryptRequest::encryption_context),
    member("GrantTokens",         &operations::DecryptRequest::grant_tokens, kGrantTokens),
    member("KeyId",               &operations::DecryptRequest::key_id, kKeyId),
    member("EncryptionAlgorithm", &operations::DecryptRequest::encryption_algorithm),
    member("Recipient",           &operations::DecryptRequest::recipient),
    member("DryRun",              &operations::DecryptRequest::dry_run),
    member("DryRunModifiers",     &operations::DecryptRequest::dry_run_modifiers),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::DecryptResponse> = std::tuple{
    member("KeyId",                  &operations::DecryptResponse::key_id, kKeyId),
    member("Plaintext",              &operations::DecryptResponse::plaintext, kPlaintext),
    member("EncryptionAlgorithm",    &operations::DecryptResponse::encryption_algorithm),
    member("CiphertextForRecipient", &operations::DecryptResponse::ciphertext_for_recipient, kCiphertext),
    member("KeyMaterialId",          &operations::DecryptResponse::key_material_id, kKeyMaterialId),
};
// clang-format on
