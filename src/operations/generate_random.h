// operations/generate_random.h: GenerateRandom gives random bytes; it is about no key.
#pragma once

#include "operations/call.h"
#include "operations/members.h"

namespace trent::operations {

struct GenerateRandomRequest {
  std::optional<std::int64_t> number_of_bytes;
  std::optional<std::string> custom_key_store_id;
  std::optional<RecipientInfo> recipient;
};

struct GenerateRandomResponse {
  std::optional<SecretBytes> plaintext;
  std::optional<Bytes> ciphertext_for_recipient;
};

Result<GenerateRandomResponse> generate_random(Call& call, const GenerateRandomRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateRandomRequest> = std::tuple{
    member("NumberOfBytes",    &operations::GenerateRandomRequest::number_of_bytes, kNumberOfBytes),
    member("CustomKeyStoreId", &operations::GenerateRandomRequest::custom_key_store_id, kCustomKeyStoreId),
    member("Recipient",        &operations::GenerateRandomRequest::recipient),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GenerateRandomResponse> = std::tuple{
    member("Plaintext",              &operations::GenerateRandomResponse::plaintext, kPlaintext),
    member("CiphertextForRecipient", &operations::GenerateRandomResponse::ciphertext_for_recipient, kCiphertext),
};
// clang-format on
