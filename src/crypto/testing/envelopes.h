// crypto/testing/envelopes.h: the recipient's side of crypto/cms.h.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "crypto/asymmetric_keys.h"

namespace trent::crypto::testing {

// What the recipient makes of an envelope; none when it cannot decrypt it.
std::optional<SecretBytes> open_envelope(const PrivateKey& recipient, ByteView envelope);

}  // namespace trent::crypto::testing
