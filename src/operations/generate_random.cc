// Source: kms-behaviour.md section 10.7.
#include "operations/generate_random.h"

#include "crypto/random.h"
#include "operations/recipient.h"

namespace trent::operations {

Result<GenerateRandomResponse> generate_random(Call& call, const GenerateRandomRequest& request) {
  // The model marks it optional, and KMS demands it all the same.
  if (!request.number_of_bytes) return fail(ErrorCode::Validation, "NumberOfBytes is required.");
  TRY_ASSIGN(const Recipient recipient, verify_recipient(call, request.recipient));
  TRY(call.admit_account());
  if (request.custom_key_store_id)
    return fail(ErrorCode::CustomKeyStoreNotFound,
                "Custom key store '" + *request.custom_key_store_id + "' does not exist.");
  const auto size_bytes = static_cast<std::size_t>(*request.number_of_bytes);
  SecretBytes bytes = crypto::random_secret(size_bytes);
  TRY_ASSIGN(auto envelope, sealed_for(recipient, bytes));
  return GenerateRandomResponse{in_plain(recipient, std::move(bytes)), std::move(envelope)};
}

}  // namespace trent::operations
