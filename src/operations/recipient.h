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

// A secret of an answer as CMS EnvelopedData for the recipient; nothing when there is none.
// Errors: Internal.
Result<std::optional<Bytes>> sealed_for(const Recipient& recipient, const SecretBytes& secret);

// The secret as the caller gets it: nothing when it goes to a recipient.
std::optional<SecretBytes> in_plain(const Recipient& recipient, SecretBytes secret);

}  // namespace trent::operations
