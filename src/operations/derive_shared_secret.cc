// Source: kms-behaviour.md section 4.9.
#include "operations/derive_shared_secret.h"

#include "material/key_agreement.h"
#include "operations/recipient.h"

namespace trent::operations {

Result<DeriveSharedSecretResponse> derive_shared_secret(Call& call,
                                                        const DeriveSharedSecretRequest& request) {
  TRY_ASSIGN(const Recipient recipient, verify_recipient(call, request.recipient));
  TRY_ASSIGN(const access::AdmittedKey key,
             admit_for_algorithm(call, request.key_id, request.key_agreement_algorithm));
  TRY_ASSIGN(const auto theirs, material::read_public_key(key.record().spec, request.public_key));
  TRY(stop_if_dry_run(request.dry_run));
  TRY_ASSIGN(SecretBytes secret,
             material::derive_shared_secret(call.services().materials, key, theirs));
  TRY_ASSIGN(auto envelope, sealed_for(recipient, secret));
  return DeriveSharedSecretResponse{
      .key_id = key.record().arn(),
      .shared_secret = in_plain(recipient, std::move(secret)),
      .ciphertext_for_recipient = std::move(envelope),
      .key_agreement_algorithm = request.key_agreement_algorithm,
      .key_origin = key.record().origin,
  };
}

}  // namespace trent::operations
