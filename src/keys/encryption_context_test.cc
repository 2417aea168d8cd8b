#include "keys/encryption_context.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace trent::keys {
namespace {

// Ciphertexts depend on these bytes: docs/formats/ciphertext-blob.md.
TEST(EncryptionContext, CanonicalBytesNeverChange) {
  EXPECT_EQ(hex(canonical_bytes({})), "00000000");
  EXPECT_EQ(hex(canonical_bytes({{"b", ""}, {"a", "xy"}})),
            "00000002"
            "00000001"
            "61"
            "00000002"
            "7879"
            "00000001"
            "62"
            "00000000");
}

TEST(EncryptionContext, PairsCannotRunIntoOneAnother) {
  EXPECT_NE(canonical_bytes({{"ab", "c"}}), canonical_bytes({{"a", "bc"}}));
}

}  // namespace
}  // namespace trent::keys
