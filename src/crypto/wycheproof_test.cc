// Project Wycheproof's vectors for what is symmetric, and for RSA-OAEP.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/encoding.h"
#include "crypto/aes_gcm.h"
#include "crypto/asymmetric_encryption.h"
#include "crypto/digest.h"
#include "crypto/key_wrap.h"
#include "crypto/testing/der.h"
#include "crypto/testing/vectors.h"

namespace trent::crypto::testing {
namespace {

void check_gcm(const json::object& group, const json::object& test, Tally& tally) {
  if (number(group, "keySize") != 256 || number(group, "ivSize") != 96 ||
      number(group, "tagSize") != 128)
    return tally.leave_out();
  const Bytes key = bytes(test, "key");
  const Bytes iv = bytes(test, "iv");
  const Bytes aad = bytes(test, "aad");
  const Bytes plaintext = bytes(test, "msg");
  const Bytes sealed = joined({bytes(test, "ct"), bytes(test, "tag")});
  const bool accept = should_accept(test);
  tally.count(accept);

  Bytes opened(sealed.size() - kGcmTagBytes);
  EXPECT_EQ(aes256_gcm_open(key, iv, {aad}, sealed, opened), accept);
  Bytes resealed(sealed.size());
  aes256_gcm_seal(key, iv, {aad}, plaintext, resealed);
  EXPECT_EQ(resealed == sealed, accept);
  EXPECT_EQ(opened, accept ? plaintext : Bytes(opened.size()));
}

void check_kwp(const json::object&, const json::object& test, Tally& tally) {
  const Bytes key = bytes(test, "key");
  const Bytes plaintext = bytes(test, "msg");
  const Bytes wrapped = bytes(test, "ct");
  const bool accept = should_accept(test);
  tally.count(accept);

  const auto unwrapped = aes_kwp_unwrap(key, wrapped);
  ASSERT_EQ(unwrapped.has_value(), accept);
  if (!accept) return;
  EXPECT_EQ(hex(unwrapped->reveal()), hex(plaintext));
  EXPECT_EQ(aes_kwp_wrap(key, plaintext).value(), wrapped);
}

// Some tags are truncated: KMS's never are, but what there is of them must be right.
Check hmac_check(Hash hash) {
  return [hash](const json::object&, const json::object& test, Tally& tally) {
    const Bytes key = bytes(test, "key");
    const Bytes message = bytes(test, "msg");
    const Bytes tag = bytes(test, "tag");
    const bool accept = should_accept(test);
    tally.count(accept);

    const Bytes mac = hmac(hash, key, message);
    EXPECT_EQ(std::ranges::equal(ByteView(mac).first(tag.size()), tag), accept);
    if (hash == Hash::Sha256) {
      EXPECT_TRUE(std::ranges::equal(hmac_sha256(key, {message}), mac));
    }
  };
}

// RSAES-OAEP in these files comes with any hash, with another one in MGF1, and with labels. We
// offer SHA-1 and SHA-256, the same in MGF1, and no label: all else must fail.
void check_oaep(const json::object& group, const json::object& test, Tally& tally) {
  const auto type = rsa_type(number(group, "keySize"));
  if (!type) return tally.leave_out();
  const std::string_view hash_name = text(group, "sha");
  const bool ours = (hash_name == "SHA-1" || hash_name == "SHA-256") &&
                    text(group, "mgfSha") == hash_name && text(test, "label").empty();
  const bool accept = ours && should_accept(test);
  tally.count(accept);

  const auto key =
      PrivateKey::from_pkcs8(*type, SecretBytes::copy_of(bytes(group, "privateKeyPkcs8")));
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  const Hash hash = hash_name == "SHA-1" ? Hash::Sha1 : Hash::Sha256;
  const auto decrypted = decrypt_rsa_oaep(*key, hash, bytes(test, "ct"));
  ASSERT_EQ(decrypted.has_value(), accept);
  if (!accept) return;
  EXPECT_EQ(hex(decrypted->reveal()), text(test, "msg"));
}

Check check_for(const VectorFile& file) {
  switch (file.family) {
    case Family::AesGcm: return check_gcm;
    case Family::AesKwp: return check_kwp;
    case Family::RsaOaep: return check_oaep;
    default: break;
  }
  if (file.name == "hmac_sha224") return hmac_check(Hash::Sha224);
  if (file.name == "hmac_sha256") return hmac_check(Hash::Sha256);
  if (file.name == "hmac_sha384") return hmac_check(Hash::Sha384);
  return hmac_check(Hash::Sha512);
}

class Wycheproof : public ::testing::TestWithParam<VectorFile> {};

INSTANTIATE_TEST_SUITE_P(Files, Wycheproof,
                         ::testing::ValuesIn(files_of({Family::AesGcm, Family::AesKwp, Family::Hmac,
                                                       Family::RsaOaep})),
                         [](const auto& file) { return std::string(file.param.name); });

TEST_P(Wycheproof, IsAcceptedAndRefusedAsItShouldBe) {
  check_wycheproof(GetParam().name, check_for(GetParam()));
}

TEST(WycheproofFiles, AreAllTestedOrLeftOutForAReason) {
  std::set<std::string> known;
  for (const VectorFile& file : all_files()) {
    EXPECT_EQ(file.family == Family::NotOurs, !file.why_not_ours.empty()) << file;
    known.insert(std::string(file.name) + "_test.json");
  }
  const auto directory = vectors_directory();
  if (!directory) GTEST_SKIP() << "the vectors are not here; set TRENT_VECTORS";
  for (const auto& entry : std::filesystem::directory_iterator(*directory / "wycheproof")) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(!name.ends_with("_test.json") || known.contains(name)) << name;
  }
}

}  // namespace
}  // namespace trent::crypto::testing
