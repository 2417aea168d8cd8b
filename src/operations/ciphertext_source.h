// operations/ciphertext_source.h: the ciphertext side of Decrypt and ReEncrypt.
//
// Source: kms-behaviour.md sections 5.5, 5.6 and 5.8.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keys/encryption_context.h"
#include "material/encryption.h"
#include "operations/call.h"

namespace trent::operations {

// What a request says about the ciphertext it brings.
struct CiphertextSource {
  const std::optional<Bytes>& blob;
  const std::optional<std::string>& key_id;
  std::string_view key_id_member;  // "KeyId", or "SourceKeyId": for errors
  keys::EncryptionAlgorithm algorithm;
  const keys::EncryptionContext& context;
  bool dry_run;
  const std::vector<keys::DryRunModifier>& dry_run_modifiers;

  // A dry run may leave the ciphertext out; then only who may use which key is decided.
  bool ignores_ciphertext() const { return !dry_run_modifiers.empty(); }
};

// The rules between its members. Errors: Validation.
Result<void> require_members_fit(const CiphertextSource& source);

// The key that may decrypt the ciphertext, admitted for kms:`permission`.
Result<access::AdmittedKey> admit_source_key(Call& call, std::string_view permission,
                                             const CiphertextSource& source);

// The key that the source is about, if that can be told. Proves nothing.
std::optional<keys::KeyRef> key_named_by(const Call& call, const CiphertextSource& source);

// Errors: InvalidCiphertext, Internal.
Result<material::Decrypted> decrypt_source(Call& call, const access::AdmittedKey& key,
                                           const CiphertextSource& source);

}  // namespace trent::operations
