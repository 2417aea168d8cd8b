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

TEST(EncryptionContext, CanonicalBytesAreReadBackAndNothingElseIs) {
  for (const EncryptionContext& context : {EncryptionContext{}, EncryptionContext{{"", ""}},
                                           EncryptionContext{{"b", ""}, {"a", "xy"}}})
    EXPECT_EQ(parse_canonical_bytes(canonical_bytes(context)), context);

  Bytes bytes = canonical_bytes({{"a", "xy"}});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_canonical_bytes(ByteView(bytes).first(size))) << size;
  bytes.push_back(0);
  EXPECT_FALSE(parse_canonical_bytes(bytes));
  // The same key twice.
  EXPECT_FALSE(parse_canonical_bytes(
      bytes_from_hex("00000002000000016100000000000000016100000000").value_or(Bytes())));
}

TEST(EncryptionContext, PairsCannotRunIntoOneAnother) {
  EXPECT_NE(canonical_bytes({{"ab", "c"}}), canonical_bytes({{"a", "bc"}}));
}

}  // namespace
}  // namespace trent::keys
