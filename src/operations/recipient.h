// operations/recipient.h: answers that only an attested recipient, such as an enclave, can read.
//
// Source: kms-behaviour.md section 11.
#pragma once

#include <optional>

#include "attestation/document.h"
#include "operations/call.h"
#include "operations/members.h"

namespace trent::operations {

using Recipient = std::optional<attestation::Attestation>;

// Verifies what a request says about its recipient, none included, and tells the policies what it
// has proved. To be called before the gate. Errors: Validation.
Result<Recipient> verify_recipient(Call& call, const std::optional<RecipientInfo>& recipient);

// A secret as an answer has it: one of the two.
struct AddressedSecret {
  std::optional<SecretBytes> plaintext;
  std::optional<Bytes> ciphertext_for_recipient;  // CMS EnvelopedData
};
// Errors: Internal.
Result<AddressedSecret> address(SecretBytes secret, const Recipient& recipient);

}  // namespace trent::operations
