// operations/generate_data_key_pair.h: GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext
// make a key pair for use outside, and encrypt its private key under a KMS key.
#pragma once

#include "keys/encryption_context.h"
#include "operations/call.h"
#include "operations/members.h"

namespace trent::operations {

struct GenerateDataKeyPairRequest {
  keys::EncryptionContext encryption_context;
  std::string key_id;
  keys::DataKeyPairSpec key_pair_spec{};
  std::vector<std::string> grant_tokens;
  std::optional<RecipientInfo> recipient;
  bool dry_run = false;
};

struct GenerateDataKeyPairResponse {
  Bytes private_key_ciphertext_blob;
  std::optional<SecretBytes> private_key_plaintext;  // PKCS #8
  Bytes public_key;                                  // DER SubjectPublicKeyInfo
  std::string key_id;
  keys::DataKeyPairSpec key_pair_spec{};
  std::optional<Bytes> ciphertext_for_recipient;
  std::optional<std::string> key_material_id;
};

Result<GenerateDataKeyPairResponse> generate_data_key_pair(
    Call& call, const GenerateDataKeyPairRequest& request);

struct GenerateDataKeyPairWithoutPlaintextRequest {
  keys::EncryptionContext encryption_context;
  std::string key_id;
  keys::DataKeyPairSpec key_pair_spec{};
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
};

struct GenerateDataKeyPairWithoutPlaintextResponse {
  Bytes private_key_ciphertext_blob;
  Bytes public_key;
  std::string key_id;
  keys::DataKeyPairSpec key_pair_spec{};
  std::optional<std::string> key_material_id;
};

Result<GenerateDataKeyPairWithoutPlaintextResponse> generate_data_key_pair_without_plaintext(
    Call& call, const GenerateDataKeyPairWithoutPlaintextRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyPairRequest> = std::tuple{
    member("EncryptionContext", &operations::GenerateDataKeyPairRequest::encryption_context),
    member("KeyId",             &operations::GenerateDataKeyPairRequest::key_id, kRequired | kKeyId),
    member("KeyPairSpec",       &operations::GenerateDataKeyPairRequest::key_pair_spec, kRequired),
    member("GrantTokens",       &operations::GenerateDataKeyPairRequest::grant_tokens, kGrantTokens),
    member("Recipient",         &operations::GenerateDataKeyPairRequest::recipient),
    member("DryRun",            &operations::GenerateDataKeyPairRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyPairResponse> = std::tuple{
    member("PrivateKeyCiphertextBlob", &operations::GenerateDataKeyPairResponse::private_key_ciphertext_blob, kCiphertext),
    member("PrivateKeyPlaintext",      &operations::GenerateDataKeyPairResponse::private_key_plaintext, kPlaintext),
    member("PublicKey",                &operations::GenerateDataKeyPairResponse::public_key, kPublicKey),
    member("KeyId",                    &operations::GenerateDataKeyPairResponse::key_id, kKeyId),
    member("KeyPairSpec",              &operations::GenerateDataKeyPairResponse::key_pair_spec),
    member("CiphertextForRecipient",   &operations::GenerateDataKeyPairResponse::ciphertext_for_recipient, kCiphertext),
    member("KeyMaterialId",            &operations::GenerateDataKeyPairResponse::key_material_id, kKeyMaterialId),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyPairWithoutPlaintextRequest> = std::tuple{
    member("EncryptionContext", &operations::GenerateDataKeyPairWithoutPlaintextRequest::encryption_context),
    member("KeyId",             &operations::GenerateDataKeyPairWithoutPlaintextRequest::key_id, kRequired | kKeyId),
    member("KeyPairSpec",       &operations::GenerateDataKeyPairWithoutPlaintextRequest::key_pair_spec, kRequired),
    member("GrantTokens",       &operations::GenerateDataKeyPairWithoutPlaintextRequest::grant_tokens, kGrantTokens),
    member("DryRun",            &operations::GenerateDataKeyPairWithoutPlaintextRequest::dry_run),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateDataKeyPairWithoutPlaintextResponse> = std::tuple{
    member("PrivateKeyCiphertextBlob", &operations::GenerateDataKeyPairWithoutPlaintextResponse::private_key_ciphertext_blob, kCiphertext),
    member("PublicKey",                &operations::GenerateDataKeyPairWithoutPlaintextResponse::public_key, kPublicKey),
    member("KeyId",                    &operations::GenerateDataKeyPairWithoutPlaintextResponse::key_id, kKeyId),
    member("KeyPairSpec",              &operations::GenerateDataKeyPairWithoutPlaintextResponse::key_pair_spec),
    member("KeyMaterialId",            &operations::GenerateDataKeyPairWithoutPlaintextResponse::key_material_id, kKeyMaterialId),
};
// clang-format on
