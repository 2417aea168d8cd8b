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
  TRY_ASSIGN(AddressedSecret answer, address(crypto::random_secret(size_bytes), recipient));
  return GenerateRandomResponse{std::move(answer.plaintext),
                                std::move(answer.ciphertext_for_recipient)};
}

}  // namespace trent::operations
