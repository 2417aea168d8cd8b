// material/signing.h: signing and verifying with asymmetric keys.
//
// Source: kms-behaviour.md section 4.5.
#pragma once

#include "material/materials.h"

namespace trent::material {

// What is signed, and how.
struct SigningInput {
  keys::SigningAlgorithm algorithm{};
  keys::MessageType message_type = keys::MessageType::RAW;
  const SecretBytes& message;
};

// Errors: Validation (the algorithm does not take this type of message, or
// `Digest is invalid length for algorithm X.`).
Result<void> require_message_fits(const SigningInput& input);

// With a key that has the algorithm, and a message that fits. Errors: Internal.
Result<Bytes> sign(const Materials& materials, const access::AdmittedKey& key,
                   const SigningInput& input);
// Errors: Internal.
Result<bool> verify(const Materials& materials, const access::AdmittedKey& key,
                    const SigningInput& input, ByteView signature);

}  // namespace trent::material
