// operations/re_encrypt.h: ReEncrypt moves a ciphertext to another key, or another context, in one
// step.
#pragma once

#include "keys/encryption_context.h"
#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct ReEncryptRequest {
  std::optional<Bytes> ciphertext_blob;
  keys::EncryptionContext source_encryption_context;
  std::optional<std::string> source_key_id;
  std::string destination_key_id;
  keys::EncryptionContext destination_encryption_context;
  keys::EncryptionAlgorithm source_encryption_algorithm =
      keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
  keys::EncryptionAlgorithm destination_encryption_algorithm =
      keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
  std::vector<std::string> grant_tokens;
  bool dry_run = false;
  std::vector<keys::DryRunModifier> dry_run_modifiers;
};

struct ReEncryptResponse {
  Bytes ciphertext_blob;
  std::string source_key_id;
  std::string key_id;  // of the destination
  keys::EncryptionAlgorithm source_encryption_algorithm{};
  keys::EncryptionAlgorithm destination_encryption_algorithm{};
  std::optional<std::string> source_key_material_id;
  std::optional<std::string> destination_key_material_id;
};

Result<ReEncryptResponse> re_encrypt(Call& call, const ReEncryptRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::ReEncryptRequest> = std::tuple{
    member("CiphertextBlob",                 &operations::ReEncryptRequest::ciphertext_blob, kCiphertext),
    member("SourceEncryptionContext",        &operations::ReEncryptRequest::source_encryption_context),
    member("SourceKeyId",                    &operations::ReEncryptRequest::source_key_id, kKeyId),
    member("DestinationKeyId",               &operations::ReEncryptRequest::destination_key_id, kRequired | kKeyId),
    member("DestinationEncryptionContext",   &operations::ReEncryptRequest::destination_encryption_context),
    member("SourceEncryptionAlgorithm",      &operations::ReEncryptRequest::source_encryption_algorithm),
    member("DestinationEncryptionAlgorithm", &operations::ReEncryptRequest::destination_encryption_algorithm),
    member("GrantTokens",                    &operations::ReEncryptRequest::grant_tokens, kGrantTokens),
    member("DryRun",                         &operations::ReEncryptRequest::dry_run),
    member("DryRunModifiers",                &operations::ReEncryptRequest::dry_run_modifiers),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ReEncryptResponse> = std::tuple{
    member("CiphertextBlob",                 &operations::ReEncryptResponse::ciphertext_blob, kCiphertext),
    member("SourceKeyId",                    &operations::ReEncryptResponse::source_key_id, kKeyId),
    member("KeyId",                          &operations::ReEncryptResponse::key_id, kKeyId),
    member("SourceEncryptionAlgorithm",      &operations::ReEncryptResponse::source_encryption_algorithm),
    member("DestinationEncryptionAlgorithm", &operations::ReEncryptResponse::destination_encryption_algorithm),
    member("SourceKeyMaterialId",            &operations::ReEncryptResponse::source_key_material_id, kKeyMaterialId),
    member("DestinationKeyMaterialId",       &operations::ReEncryptResponse::destination_key_material_id, kKeyMaterialId),
};
// clang-format on
