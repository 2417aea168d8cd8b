#include "operations/ciphertext_source.h"

#include "base/assert.h"
#include "keys/key_specs.h"
#include "material/ciphertext_blob.h"
#include "operations/members.h"

namespace trent::operations {
namespace {

// Ciphertexts of key pairs carry no name: anyone with the public key may have made them.
bool names_its_key(const CiphertextSource& source) {
  return source.algorithm == keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
}

std::optional<keys::KeyRef> key_named_in(const Call& call, const Bytes& blob) {
  const auto parsed = material::parse_blob(blob);
  if (!parsed) return std::nullopt;
  // A blob does not say its Region: it is looked for where the request came in.
  return keys::KeyRef{{parsed->header.account, call.scope().region}, parsed->header.key_id};
}

}  // namespace

Result<void> require_members_fit(const CiphertextSource& source) {
  TRY(material::require_context_fits(source.algorithm, source.context));
  if (source.ignores_ciphertext()) {
    if (!source.dry_run)
      return fail(ErrorCode::Validation, "DryRunModifiers can be used only when DryRun is set.");
    if (!source.key_id) return missing_member(source.key_id_member);
    return {};
  }
  if (!source.blob) return missing_member("CiphertextBlob");
  return {};
}

Result<access::AdmittedKey> admit_source_key(Call& call, std::string_view permission,
                                             const CiphertextSource& source) {
  call.use_context(source.context);
  const auto admit = [&] {
    if (source.ignores_ciphertext() || (!names_its_key(source) && source.key_id))
      return call.admit_for(permission, *source.key_id);
    return call.admit_for_ciphertext(permission, key_named_in(call, *source.blob), source.key_id);
  };
  TRY_ASSIGN(access::AdmittedKey key, admit());
  TRY(keys::require_algorithm_fits(key.record().spec, source.algorithm));
  return key;
}

std::optional<keys::KeyRef> key_named_by(const Call& call, const CiphertextSource& source) {
  if (source.key_id) return call.key_named(*source.key_id);
  if (!source.blob) return std::nullopt;
  return key_named_in(call, *source.blob);
}

Result<material::Decrypted> decrypt_source(Call& call, const access::AdmittedKey& key,
                                           const CiphertextSource& source) {
  TRENT_ASSERT(source.blob.has_value());  // require_members_fit saw to it
  return material::decrypt(call.services().materials, key, source.algorithm, *source.blob,
                           source.context);
}

}  // namespace trent::operations
