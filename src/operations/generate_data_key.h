// operations/generate_data_key.h: GenerateDataKey and GenerateDataKeyWithoutPlaintext make a key
// for use outside, and encrypt it under a KMS key.
#pragma once

#include "keys/encryption_context.h"
#include "operations/call.h"
#include "operations/members.h"

namespace trent::operations {

struct GenerateDataKeyRequest {
  std::string key_id;
  keys::EncryptionContext encryption_context;
  std::optional<std::int64_t> number_of_bytes;
  std::optional<keys::DataKeySpec> key_spec;
  std::vector<std::string> grant_tokens;
  std::optional<RecipientInfo> recipient;
  bool dry_run = false;
};

struct GenerateDataKeyResponse {
  Bytes ciphertext_blob;
  std::optional<SecretBytes> plaintext;
  std::string key_id;
  std::optional<Bytes> ciphertext_for_recipient;
  std::optional<std::string> key_material_id;
};

Result<GenerateDataKeyResponse> generate_data_key(Call& call,
                                                  const GenerateDataKeyRequest& request);

struct GenerateDataKeyWithoutPlaintextRequest {
  std::string key_id;
  keys::EncryptionContext encryption_context;
  std::optional<keys::DataKeySpec> key_spec;
  std::optional<std::int64_t> number_of_bytes;
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
};

struct GenerateDataKeyWithoutPlaintextResponse {
  Bytes ciphertext_blob;
  std::string key_id;
  std::optional<std::string> key_material_id;
};

Result<GenerateDataKeyWithoutPlaintextResponse> generate_data_key_without_plaintext(
    Call& call, const GenerateDataKeyWithoutPlaintextRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyRequest> = std::tuple{
    member("KeyId",             &operations::GenerateDataKeyRequest::key_id, kRequired | kKeyId),
    member("EncryptionContext", &operations::GenerateDataKeyRequest::encryption_context),
    member("NumberOfBytes",     &operations::GenerateDataKeyRequest::number_of_bytes, kNumberOfBytes),
    member("KeySpec",           &operations::GenerateDataKeyRequest::key_spec),
    member("GrantTokens",       &operations::GenerateDataKeyRequest::grant_tokens, kGrantTokens),
    member("Recipient",         &operations::GenerateDataKeyRequest::recipient),
    member("DryRun",            &operations::GenerateDataKeyRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyResponse> = std::tuple{
    member("CiphertextBlob",         &operations::GenerateDataKeyResponse::ciphertext_blob, kCiphertext),
    member("Plaintext",              &operations::GenerateDataKeyResponse::plaintext, kPlaintext),
    member("KeyId",                  &operations::GenerateDataKeyResponse::key_id, kKeyId),
    member("CiphertextForRecipient", &operations::GenerateDataKeyResponse::ciphertext_for_recipient, kCiphertext),
    member("KeyMaterialId",          &operations::GenerateDataKeyResponse::key_material_id, kKeyMaterialId),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyWithoutPlaintextRequest> = std::tuple{
    member("KeyId",             &operations::GenerateDataKeyWithoutPlaintextRequest::key_id, kRequired | kKeyId),
    member("EncryptionContext", &operations::GenerateDataKeyWithoutPlaintextRequest::encryption_context),
    member("KeySpec",           &operations::GenerateDataKeyWithoutPlaintextRequest::key_spec),
    member("NumberOfBytes",     &operations::GenerateDataKeyWithoutPlaintextRequest::number_of_bytes, kNumberOfBytes),
    member("GrantTokens",       &operations::GenerateDataKeyWithoutPlaintextRequest::grant_tokens, kGrantTokens),
    member("DryRun",            &operations::GenerateDataKeyWithoutPlaintextRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyWithoutPlaintextResponse> = std::tuple{
    member("CiphertextBlob", &operations::GenerateDataKeyWithoutPlaintextResponse::ciphertext_blob, kCiphertext),
    member("KeyId",          &operations::GenerateDataKeyWithoutPlaintextResponse::key_id, kKeyId),
    member("KeyMaterialId",  &operations::GenerateDataKeyWithoutPlaintextResponse::key_material_id, kKeyMaterialId),
};
// clang-format on
