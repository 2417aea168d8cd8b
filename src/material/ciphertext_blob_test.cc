#include "material/ciphertext_blob.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace trent::material {
namespace {

BlobHeader header(const char* key_id) {
  BlobHeader header{.account = keys::AccountId("000000000042"),
                    .key_id = keys::KeyId(key_id),
                    .material_id = keys::KeyMaterialId(std::string(64, 'a'))};
  header.nonce.fill(1);
  header.iv.fill(2);
  return header;
}

Bytes blob_of(const BlobHeader& header) {
  Bytes blob = encode_header(header);
  blob.resize(blob.size() + 16 + 3, 9);
  return blob;
}

// docs/formats/ciphertext-blob.md: these bytes are in the world.
TEST(CiphertextBlob, TheHeaderNeverChanges) {
  EXPECT_EQ(hex(encode_header(header("1234abcd-12ab-34cd-56ef-1234567890ab"))),
            "54520101"
            "000000000000002a"
            "00"
            "1234abcd12ab34cd56ef1234567890ab" +
                std::string(64, 'a') +
                "01010101010101010101010101010101"
                "020202020202020202020202");
}

TEST(CiphertextBlob, BothFormsOfKeyIdComeBack) {
  for (const char* id :
       {"1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab"}) {
    const Bytes blob = blob_of(header(id));
    const auto parsed = parse_blob(blob);
    ASSERT_TRUE(parsed) << id;
    EXPECT_EQ(parsed->header.key_id, keys::KeyId(id));
    EXPECT_EQ(parsed->header.account, keys::AccountId("000000000042"));
    EXPECT_EQ(parsed->header.material_id, keys::KeyMaterialId(std::string(64, 'a')));
    EXPECT_EQ(parsed->ciphertext_and_tag.size(), 19U);
  }
}

TEST(CiphertextBlob, ForeignBytesAreNotABlob) {
  const Bytes good = blob_of(header("1234abcd-12ab-34cd-56ef-1234567890ab"));
  for (std::size_t size = 0; size < kBlobOverheadBytes; ++size)
    EXPECT_FALSE(parse_blob(ByteView(good).first(size))) << size;
  for (const std::size_t at : {0, 1, 2, 3, 12}) {  // magic, version, suite, form of the key id
    Bytes bad = good;
    bad[at] ^= 0x80;
    EXPECT_FALSE(parse_blob(bad)) << at;
  }
  Bytes account_too_large = good;
  account_too_large[4] = 1;
  EXPECT_FALSE(parse_blob(account_too_large));
}

}  // namespace
}  // namespace trent::material
