// material/mac.h: making and checking HMACs.
//
// Source: kms-behaviour.md section 4.6.
#pragma once

#include "material/materials.h"

namespace trent::material {

// With a key that has the algorithm; as long as its hash. Errors: Internal.
Result<Bytes> generate_mac(const Materials& materials, const access::AdmittedKey& key,
                           keys::MacAlgorithm algorithm, const SecretBytes& message);

// Compares in constant time; a MAC of another length is not valid. Errors: Internal.
Result<bool> verify_mac(const Materials& materials, const access::AdmittedKey& key,
                        keys::MacAlgorithm algorithm, const SecretBytes& message, ByteView mac);

}  // namespace trent::material
